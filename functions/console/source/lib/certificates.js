import * as api from './api.js';
import { restOfName, shortName } from './distinguished_name.js';
import { SessionEnded, asProblem } from './problem.js';
import { Store } from './store.js';

/** @typedef {import('./types.js').CaCertificate} CaCertificate */

/**
 * All of the tenant's CA certificates, newest first, as far as they have been loaded: page after page in the background.
 *
 * @typedef {object} CertificateList
 * @property {CaCertificate[]} items
 * @property {"unloaded" | "loading" | "loaded"} phase
 * @property {import('./problem.js').Problem | null} problem  why the last load came to no end
 */

/** @type {Store<CertificateList>} */
export const certificateList = new Store(
  /** @type {CertificateList} */ ({ items: [], phase: 'unloaded', problem: null }),
);

/** The largest page that the API gives. */
const PAGE_SIZE = 100;

/** How long what was loaded counts as fresh when its view is opened again. */
const FRESH_MS = 60_000;

let loadedAt = 0;

/** @type {Promise<void> | null} */
let loading = null;

/** @type {Map<string, CaCertificate | null>} what was done here while a load is under way, whose pages may be older */
const doneMeanwhile = new Map();

/** @param {Partial<CertificateList>} change */
function update(change) {
  certificateList.set({ ...certificateList.value, ...change });
}

/** Loads what is not loaded, or no longer fresh. */
export function ensureCertificates() {
  return Date.now() - loadedAt < FRESH_MS ? Promise.resolve() : refreshCertificates();
}

/**
 * Loads all pages. What is shown already stays until they are all here.
 *
 * @returns {Promise<void>}
 */
export function refreshCertificates() {
  loading ??= loadAllPages().finally(() => {
    loading = null;
  });
  return loading;
}

async function loadAllPages() {
  const first = loadedAt === 0;
  update({ phase: 'loading', problem: null });
  doneMeanwhile.clear();
  try {
    /** @type {CaCertificate[]} */
    let items = [];
    /** @type {string | null} */
    let cursor = null;
    do {
      const page = await api.listCertificates({ cursor, limit: PAGE_SIZE });
      items = [...items, ...page.items];
      cursor = page.nextCursor;
      if (first && cursor) update({ items: withDoneMeanwhile(items) });
    } while (cursor);
    loadedAt = Date.now();
    update({ items: withDoneMeanwhile(items), phase: 'loaded' });
  } catch (error) {
    update({ phase: 'loaded', problem: error instanceof SessionEnded ? null : asProblem(error) });
  }
}

/** @param {CaCertificate[]} items */
function withDoneMeanwhile(items) {
  return [...doneMeanwhile].reduce((list, [id, certificate]) => put(list, id, certificate), items);
}

/**
 * @param {CaCertificate[]} items
 * @param {string} id
 * @param {CaCertificate | null} certificate  null takes it out
 */
function put(items, id, certificate) {
  const index = items.findIndex((item) => item.id === id);
  if (!certificate) return items.filter((item) => item.id !== id);
  return index < 0 ? [certificate, ...items] : items.with(index, certificate);
}

/**
 * Shows a certificate as the API has just answered it.
 *
 * @param {CaCertificate} certificate
 */
export function showCertificate(certificate) {
  doneMeanwhile.set(certificate.id, certificate);
  update({ items: put(certificateList.value.items, certificate.id, certificate) });
}

/** @param {string} id */
export function showDeleted(id) {
  doneMeanwhile.set(id, null);
  update({ items: put(certificateList.value.items, id, null) });
}

/**
 * @param {string | null} id
 * @returns {CaCertificate | null} null where it is not loaded
 */
export function listedCertificate(id) {
  return certificateList.value.items.find((item) => item.id === id) ?? null;
}

/**
 * @param {Pick<CaCertificate, "name" | "subject">} certificate
 * @returns {string} what its owner calls it, else what its subject does
 */
export const displayName = ({ name, subject }) => name ?? shortName(subject);

/**
 * @param {CaCertificate} certificate
 * @returns {string} what tells more of whose it is, beside that name
 */
export const moreOfName = ({ name, subject }) =>
  [name && shortName(subject), restOfName(subject)].filter(Boolean).join(' · ');
