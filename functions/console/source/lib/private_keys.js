/** @typedef {"key" | "key_store"} PrivateMaterial */

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const PEM_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----/;
const PEM_KEY_STORE = /-----BEGIN PKCS12-----/;
const PUTTY_KEY = /^PuTTY-User-Key-File/;
const PRIVATE_JWK = /^\s*[[{][^]*"d"\s*:\s*"/;
const BARE_BASE64 = /^[A-Za-z0-9+/=\s]{40,}$/;
/** The first bytes of Java's key stores, JKS and JCEKS. */
const JAVA_KEY_STORES = ['\xfe\xed\xfe\xed', '\xce\xce\xce\xce'];

/**
 * What of a private kind stands in a file, so that it is never sent: told by the outermost layer of it alone.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {PrivateMaterial | null}
 */
export function privateMaterialIn(bytes) {
  const text = new TextDecoder('latin1').decode(bytes);
  // UTF-16, as Windows PowerShell writes it, has a zero beside each letter.
  const letters = text.replaceAll('\0', '');
  if (PEM_KEY.test(letters) || PUTTY_KEY.test(letters) || PRIVATE_JWK.test(letters)) return 'key';
  if (PEM_KEY_STORE.test(letters) || JAVA_KEY_STORES.some((start) => text.startsWith(start))) return 'key_store';
  return privateMaterialInDer(BARE_BASE64.test(letters) ? (decodeBase64(letters) ?? bytes) : bytes);
}

/**
 * In a certificate the outer SEQUENCE begins with a SEQUENCE. PKCS #1, PKCS #8, SEC 1 and PKCS #12 begin with a version,
 * an INTEGER (RFC 8017 A.1.2, RFC 5958 2, RFC 5915 3, RFC 7292 4); an encrypted PKCS #8 key is an algorithm and an
 * OCTET STRING (RFC 5958 3). A certificate may come first and its key after it.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {PrivateMaterial | null}
 */
function privateMaterialInDer(bytes) {
  for (let outer = readHeader(bytes, 0); outer?.tag === SEQUENCE; outer = readHeader(bytes, outer.end)) {
    const first = readHeader(bytes, outer.start);
    const second = first && readHeader(bytes, first.end);
    if (first?.tag === INTEGER) return second?.tag === SEQUENCE && bytes[first.start] === 3 ? 'key_store' : 'key';
    if (first?.tag === SEQUENCE && second?.tag === OCTET_STRING) return 'key';
  }
  return null;
}

/**
 * The head of the element at an offset; of an indefinite length (BER), the end is the end of the bytes.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} offset
 * @returns {{tag: number, start: number, end: number} | null} null where there is none
 */
function readHeader(bytes, offset) {
  if (offset + 2 > bytes.length) return null;
  const [tag, first] = bytes.subarray(offset, offset + 2);
  if (first < 0x80) return { tag, start: offset + 2, end: offset + 2 + first };
  const start = offset + 2 + (first & 0x7f);
  const length = bytes.subarray(offset + 2, start).reduce((value, byte) => value * 256 + byte, 0);
  return { tag, start, end: first === 0x80 ? bytes.length : start + length };
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer> | null} null where it is none
 */
function decodeBase64(text) {
  try {
    return Uint8Array.from(atob(text.replace(/\s+/g, '')), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
