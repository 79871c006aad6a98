import * as api from './api.js';
import { restOfName, shortName } from './distinguished_name.js';
import { SessionEnded, asProblem } from './problem.js';
import { Store } from './store.js';

/** @typedef {import('./types.js').CaCertificate} CaCertificate */

/**
 * The list as far as it has been loaded. Dialogs that change a certificate change it here too, from the API's own
 * answer, so that the list shows it at once.
 *
 * @typedef {object} CertificateList
 * @property {"" | "pending_verification" | "verified"} status  the filter
 * @property {CaCertificate[]} items
 * @property {string | null} nextCursor
 * @property {"loading" | "loading_more" | "ready"} phase
 * @property {import('./problem.js').Problem | null} problem
 */

/** @type {Store<CertificateList>} */
export const certificateList = new Store(
  /** @type {CertificateList} */ ({ status: '', items: [], nextCursor: null, phase: 'loading', problem: null }),
);

const PAGE_SIZE = 25;

/** @type {symbol | null} the load whose answer still counts; the filter may change while one is under way */
let latestLoad = null;

/** @param {Partial<CertificateList>} change */
function update(change) {
  certificateList.set({ ...certificateList.value, ...change });
}

/**
 * @param {CertificateList["status"]} status
 * @param {{keep?: boolean}} [options]  keep what is shown while the fresh page is on its way
 */
export async function loadCertificates(status, { keep = false } = {}) {
  const items = keep && certificateList.value.status === status ? certificateList.value.items : [];
  update({ status, items, nextCursor: null, phase: 'loading', problem: null });
  await loadPage(null, () => []);
}

export async function loadMoreCertificates() {
  const { items, nextCursor } = certificateList.value;
  update({ phase: 'loading_more', problem: null });
  await loadPage(nextCursor, () => items);
}

/**
 * @param {string | null} cursor
 * @param {() => CaCertificate[]} before  the items that the page is appended to
 */
async function loadPage(cursor, before) {
  const load = Symbol('load');
  latestLoad = load;
  const { status } = certificateList.value;
  try {
    const page = await api.listCertificates({ status, cursor, limit: PAGE_SIZE });
    if (latestLoad === load) {
      update({ items: [...before(), ...page.items], nextCursor: page.nextCursor, phase: 'ready' });
    }
  } catch (error) {
    if (latestLoad !== load || error instanceof SessionEnded) return;
    update({ nextCursor: cursor, phase: 'ready', problem: asProblem(error) });
  }
}

/** @param {CaCertificate} certificate */
export function showUploaded(certificate) {
  const { items, status } = certificateList.value;
  if (status && status !== certificate.status) return;
  update({ items: [certificate, ...items.filter(({ id }) => id !== certificate.id)] });
}

/** @param {CaCertificate} certificate */
export function showChanged(certificate) {
  const { items, status } = certificateList.value;
  const changed = items.map((item) => (item.id === certificate.id ? certificate : item));
  update({ items: changed.filter((item) => !status || item.status === status) });
}

/** @param {string} id */
export function showDeleted(id) {
  update({ items: certificateList.value.items.filter((item) => item.id !== id) });
}

/**
 * @param {CaCertificate} certificate
 * @returns {string} what its owner calls it, else what its subject does
 */
export const displayName = ({ name, subject }) => name ?? shortName(subject);

/**
 * @param {CaCertificate} certificate
 * @returns {string} what tells more of whose it is, beside that name
 */
export const moreOfName = ({ name, subject }) =>
  [name && shortName(subject), restOfName(subject)].filter(Boolean).join(' · ');
