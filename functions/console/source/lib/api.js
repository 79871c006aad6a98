import { language } from './i18n.js';
import { apiUrl } from './locations.js';
import { Problem, SessionEnded, problemFromAnswer } from './problem.js';
import { currentSession } from './session.js';

/** @typedef {import('./types.js').AuditEvent} AuditEvent */
/** @typedef {import('./types.js').CaCertificate} CaCertificate */
/** @typedef {import('./types.js').CertificateChange} CertificateChange */
/** @typedef {import('./types.js').CertificatePage} CertificatePage */
/** @typedef {import('./types.js').DeviceCheck} DeviceCheck */
/** @typedef {import('./types.js').DryRun} DryRun */
/** @typedef {import('./types.js').Finding} Finding */
/** @typedef {import('./types.js').NewSubscription} NewSubscription */
/** @typedef {import('./types.js').PickedFile} PickedFile */
/** @typedef {import('./types.js').Subscription} Subscription */
/** @typedef {import('./types.js').TaggedCertificate} TaggedCertificate */
/** @typedef {import('./types.js').VerificationCode} VerificationCode */
/** @typedef {(fraction: number) => void} OnProgress */

/**
 * @typedef {object} Call
 * @property {"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} [method]
 * @property {Record<string, string | number | null | undefined>} [query]  those without a value are left out
 * @property {string | Uint8Array<ArrayBuffer>} [body]
 * @property {string} [contentType]
 * @property {string} [accept]
 * @property {string | null} [ifMatch]  the state that is to be changed, by its entity tag
 * @property {OnProgress} [onProgress]  called while the body is sent
 * @property {number} [timeout]  milliseconds
 */

/** @typedef {{status: number, blob: Blob, entityTag: string | null}} Answer */

/** What a request holds of a list; a larger one goes to the bucket. Lambda takes 6 MB of a request, in Base64. */
const LARGEST_LIST_IN_REQUEST = 4_400_000;

/** Beyond the API's own 29 seconds. */
const TIMEOUT_MS = 40_000;

/** For what is large. The bucket's URLs are good for as long. */
const LONG_TIMEOUT_MS = 300_000;

/** How often a read is sent again after "too many requests" or "service unavailable". */
const READ_RETRIES = 2;

/**
 * @param {string} path
 * @param {Call} [call]
 * @returns {Promise<Answer>}
 */
async function request(path, call = {}) {
  const url = new URL(path, apiUrl);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  const session = currentSession();
  let answer = await send(url, await session.idToken(), call);
  // Refused although it looked valid here: revoked, or this computer's clock is wrong. A new token settles which.
  if (answer.status === 401) answer = await send(url, await session.renew(), call);
  for (let retry = 1; retry <= READ_RETRIES && isWorthRetrying(answer, call); retry += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500 * retry));
    answer = await send(url, await session.idToken(), call);
  }
  if (answer.status === 401) {
    await session.end('expired');
    throw new SessionEnded();
  }
  if (answer.status >= 400) throw problemFromAnswer(answer.status, await answer.blob.text());
  return answer;
}

/**
 * @param {Answer} answer
 * @param {Call} call
 */
function isWorthRetrying(answer, call) {
  return (call.method ?? 'GET') === 'GET' && (answer.status === 429 || answer.status === 503);
}

/**
 * @param {URL} url
 * @param {string} token
 * @param {Call} call
 * @returns {Promise<Answer>}
 */
function send(url, token, { accept = '*/*', contentType, ifMatch, ...call }) {
  return exchangeWith(url, call, {
    Authorization: `Bearer ${token}`,
    Accept: accept,
    'Accept-Language': language.value,
    ...(ifMatch && { 'If-Match': ifMatch }),
    ...(contentType && { 'Content-Type': contentType }),
  });
}

/**
 * One exchange. XMLHttpRequest, because fetch does not tell how much of a body has been sent.
 *
 * @param {URL} url
 * @param {Pick<Call, "method" | "body" | "onProgress" | "timeout">} call
 * @param {Record<string, string>} headers
 * @returns {Promise<Answer>}
 */
function exchangeWith(url, { method = 'GET', body, onProgress, timeout = TIMEOUT_MS }, headers) {
  return new Promise((resolve, reject) => {
    const exchange = new XMLHttpRequest();
    exchange.open(method, url);
    exchange.responseType = 'blob';
    for (const [name, value] of Object.entries(headers)) exchange.setRequestHeader(name, value);
    if (onProgress) {
      exchange.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    }
    exchange.onload = () =>
      resolve({
        status: exchange.status,
        blob: exchange.response,
        // A proxy that compresses weakens the tag, and If-Match takes strong ones alone (RFC 9110, 13.1.1).
        entityTag: exchange.getResponseHeader('ETag')?.replace(/^W\//, '') ?? null,
      });
    exchange.onerror = () => reject(new Problem({ status: 0, code: 'network' }));
    exchange.ontimeout = exchange.onerror;
    exchange.timeout = timeout;
    exchange.send(body ?? null);
  });
}

/**
 * @template T
 * @param {string} path
 * @param {Call} [call]
 * @returns {Promise<T>}
 */
async function requestJson(path, call) {
  const { blob } = await request(path, call);
  return JSON.parse(await blob.text());
}

/**
 * @param {string} path
 * @param {Call} [call]
 * @returns {Promise<Blob>}
 */
async function requestFile(path, call) {
  const { blob } = await request(path, call);
  return blob;
}

/**
 * @param {string} path
 * @param {Call} [call]
 * @returns {Promise<TaggedCertificate>}
 */
async function requestTagged(path, call) {
  const { blob, entityTag } = await request(path, call);
  return { certificate: JSON.parse(await blob.text()), entityTag };
}

/**
 * @param {PickedFile} file
 * @returns {Call}
 */
function fileBody(file) {
  return {
    method: 'POST',
    query: { fileName: file.name },
    body: file.bytes,
    contentType: 'application/octet-stream',
  };
}

/**
 * @param {object} value
 * @returns {Call}
 */
function jsonBody(value) {
  return { body: JSON.stringify(value), contentType: 'application/json' };
}

/** @param {string} id */
function pathOf(id) {
  return `ca-certificates/${encodeURIComponent(id)}`;
}

/**
 * @param {{cursor: string | null, limit: number}} query
 * @returns {Promise<CertificatePage>}
 */
export const listCertificates = (query) => requestJson('ca-certificates', { query });

/**
 * @param {string} id
 * @returns {Promise<TaggedCertificate>}
 */
export const getCertificate = (id) => requestTagged(pathOf(id));

/**
 * @param {string} id
 * @param {CertificateChange} change
 * @param {string | null} ifMatch
 * @returns {Promise<TaggedCertificate>}
 */
export const changeCertificate = (id, change, ifMatch) =>
  requestTagged(pathOf(id), {
    ...jsonBody(change),
    method: 'PATCH',
    ifMatch,
  });

/**
 * @param {string} id
 * @returns {Promise<Blob>}
 */
export const downloadCertificate = (id) => requestFile(`${pathOf(id)}/file`);

/**
 * @param {string} id
 * @returns {Promise<unknown>}
 */
export const deleteCertificate = (id) => request(pathOf(id), { method: 'DELETE' });

/**
 * What an upload of this file would come to; nothing is stored.
 *
 * @param {PickedFile} file
 * @returns {Promise<DryRun>}
 */
export const checkCertificate = (file) =>
  requestJson('ca-certificates', { ...fileBody(file), query: { fileName: file.name, dryRun: 'true' } });

/**
 * @param {PickedFile} file
 * @param {OnProgress} onProgress
 * @returns {Promise<CaCertificate>}
 */
export const uploadCertificate = (file, onProgress) =>
  requestJson('ca-certificates', { ...fileBody(file), onProgress });

/**
 * @param {string} id
 * @returns {Promise<VerificationCode>}
 */
export const getVerificationCode = (id) => requestJson(`${pathOf(id)}/verification-code`);

/**
 * @param {string} id
 * @returns {Promise<VerificationCode>}
 */
export const generateVerificationCode = (id) => requestJson(`${pathOf(id)}/verification-code`, { method: 'POST' });

/**
 * @param {string} id
 * @returns {Promise<Blob>} a certificate signing request that carries the code
 */
export const downloadCsr = (id) => requestFile(`${pathOf(id)}/verification-code/csr`);

/**
 * @param {string} id
 * @param {PickedFile} file  the verification certificate
 * @param {OnProgress} onProgress
 * @returns {Promise<CaCertificate>}
 */
export const proveByCertificate = (id, file, onProgress) =>
  requestJson(`${pathOf(id)}/verification`, { ...fileBody(file), onProgress });

/**
 * @param {string} id
 * @param {{signature: string, algorithm: string}} proof  the signature in Base64
 * @returns {Promise<CaCertificate>}
 */
export const proveBySignature = (id, proof) =>
  requestJson(`${pathOf(id)}/verification`, { ...jsonBody(proof), method: 'POST' });

/**
 * @param {string} id
 * @returns {Promise<Blob>} a JWS: who proved possession of which key, when and how
 */
export const downloadReceipt = (id) => requestFile(`${pathOf(id)}/receipt`);

/**
 * @param {string} id
 * @param {PickedFile} file  a revocation list
 * @param {OnProgress} onProgress
 * @returns {Promise<TaggedCertificate>}
 */
export const putRevocationList = async (id, file, onProgress) =>
  requestTagged(`${pathOf(id)}/crl`, {
    ...(file.size > LARGEST_LIST_IN_REQUEST
      ? jsonBody(await putIntoBucket(id, file, onProgress))
      : { ...fileBody(file), query: {}, onProgress }),
    method: 'PUT',
  });

/**
 * @param {string} id
 * @param {PickedFile} file
 * @param {OnProgress} onProgress
 * @returns {Promise<{upload: string}>} by which the registry finds it
 */
async function putIntoBucket(id, { size, bytes }, onProgress) {
  const { upload, url } = await requestJson(`${pathOf(id)}/crl/uploads`, { ...jsonBody({ size }), method: 'POST' });
  // Without headers: the URL is all that the bucket asks for.
  const call = { method: /** @type {const} */ ('PUT'), body: bytes, onProgress, timeout: LONG_TIMEOUT_MS };
  const answer = await exchangeWith(new URL(url), call, {});
  if (answer.status >= 400) throw problemFromAnswer(answer.status, await answer.blob.text());
  return { upload };
}

/**
 * @param {string} id
 * @returns {Promise<Blob>} in DER
 */
export const downloadRevocationList = (id) => requestFile(`${pathOf(id)}/crl`, { timeout: LONG_TIMEOUT_MS });

/**
 * @param {string} id
 * @returns {Promise<unknown>}
 */
export const deleteRevocationList = (id) => request(`${pathOf(id)}/crl`, { method: 'DELETE' });

/** @returns {Promise<{items: CaCertificate[], warnings: Finding[]}>} the CAs that are trusted now */
export const getTrustStore = () => requestJson('truststore', { accept: 'application/json' });

/** @returns {Promise<Blob>} the same in PEM */
export const downloadTrustStore = () => requestFile('truststore', { accept: 'application/pem-certificate-chain' });

/** @returns {Promise<Blob>} the revocation lists of those CAs, in PEM */
export const downloadTrustedLists = () => requestFile('truststore/crls', { timeout: LONG_TIMEOUT_MS });

/** @returns {Promise<{items: Subscription[]}>} */
export const listSubscriptions = () => requestJson('truststore/subscriptions');

/**
 * @param {string} name
 * @returns {Promise<NewSubscription>} with its token, which is told this once
 */
export const createSubscription = (name) =>
  requestJson('truststore/subscriptions', { ...jsonBody({ name }), method: 'POST' });

/**
 * @param {string} id
 * @returns {Promise<unknown>}
 */
export const deleteSubscription = (id) =>
  request(`truststore/subscriptions/${encodeURIComponent(id)}`, { method: 'DELETE' });

/**
 * Whether a device certificate is trusted; nothing is stored.
 *
 * @param {PickedFile} file
 * @returns {Promise<DeviceCheck>}
 */
export const checkDeviceCertificate = (file) => requestJson('device-certificates/check', fileBody(file));

/**
 * @param {string} id
 * @param {string | null} cursor
 * @returns {Promise<{items: AuditEvent[], nextCursor: string | null}>}
 */
export const listEvents = (id, cursor) => requestJson(`${pathOf(id)}/events`, { query: { cursor, limit: 10 } });

/**
 * @param {string | null} cursor
 * @returns {Promise<{items: AuditEvent[], nextCursor: string | null}>} what happened to any certificate of the tenant
 */
export const listAllEvents = (cursor) => requestJson('events', { query: { cursor, limit: 50 } });
