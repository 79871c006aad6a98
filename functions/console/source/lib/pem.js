const CERTIFICATE_BLOCK = /-----BEGIN CERTIFICATE-----\r?\n?[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const ANY_BLOCK = /-----BEGIN [^-]+-----/g;
const COLUMNS = 64;

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {{certificates: string[], others: number}} the certificates of a PEM file, and how many blocks are beside them
 */
export function readPem(bytes) {
  const text = new TextDecoder('latin1').decode(bytes);
  const certificates = text.match(CERTIFICATE_BLOCK) ?? [];
  return { certificates, others: (text.match(ANY_BLOCK) ?? []).length - certificates.length };
}

/**
 * @param {Uint8Array<ArrayBuffer>} der
 * @returns {string} one PEM block (RFC 7468)
 */
export function certificateToPem(der) {
  const lines = toBase64(der).match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/**
 * @param {string} pem  one block
 * @returns {Uint8Array<ArrayBuffer>} its DER
 */
export function pemToDer(pem) {
  const base64 = pem.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {string}
 */
export function toBase64(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
