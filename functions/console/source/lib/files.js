/** @typedef {import('./types.js').PickedFile} PickedFile */

/** The registry's own limit: 1 MiB. */
export const MAX_FILE_SIZE = 1_048_576;

/** The registry's limit for revocation lists: 20 MiB. */
export const MAX_LIST_SIZE = 20 * MAX_FILE_SIZE;

/** Their kinds of file; the bytes decide in the end. */
export const LIST_FILES = '.crl,.der,.pem';

/** The guide's kinds of file; the bytes, not the name, decide in the end. */
export const CERTIFICATE_FILES = '.cer,.cet,.crt,.der,.pem';

/**
 * @param {File} file  one without a name is pasted text
 * @param {number} [most]  bytes
 * @returns {Promise<PickedFile>}
 */
export async function readFile(file, most = MAX_FILE_SIZE) {
  // Beyond the limit the size alone matters; a huge file is not read into memory for that.
  const readable = file.size > most ? file.slice(0, most + 1) : file;
  return { name: file.name || null, size: file.size, bytes: new Uint8Array(await readable.arrayBuffer()) };
}

/**
 * @param {string} text
 * @param {string} [name]
 * @returns {File} the same as a file
 */
export function textFile(text, name = '') {
  return new File([text], name);
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
