/** @typedef {import('./types.js').PickedFile} PickedFile */

/** The registry's own limit: 1 MiB. */
export const MAX_FILE_SIZE = 1_048_576;

/**
 * @param {File} file
 * @returns {Promise<PickedFile>}
 */
export async function readFile(file) {
  // Beyond the limit the size alone matters; a huge file is not read into memory for that.
  const readable = file.size > MAX_FILE_SIZE ? file.slice(0, MAX_FILE_SIZE + 1) : file;
  return { name: file.name, bytes: new Uint8Array(await readable.arrayBuffer()) };
}

/**
 * @param {string} text
 * @returns {PickedFile}
 */
export function pastedText(text) {
  return { name: null, bytes: new TextEncoder().encode(text) };
}

/**
 * Whether a private key in PEM stands in the file. Such a file does not leave the browser at all; keys in other
 * encodings are recognised, and never stored, by the registry.
 *
 * @param {PickedFile} file
 */
export function holdsPemPrivateKey(file) {
  return /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(new TextDecoder('latin1').decode(file.bytes));
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

/**
 * Hands a file to the person, as if a link to it had been followed.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function saveFile(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the address after this task; a minute is more than it needs.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
