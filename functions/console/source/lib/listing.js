import { displayName } from './certificates.js';
import { expiryState } from './time.js';

// What the list shows of all certificates: those of one state that match the search, in an order.

/** @typedef {import('./types.js').CaCertificate} CaCertificate */
/** @typedef {"" | "pending_verification" | "verified" | "expiring" | "expired" | "disabled"} State */
/** @typedef {"name" | "status" | "expires" | "uploaded"} Column */
/** @typedef {{column: Column, descending: boolean}} Order */

/** @type {Record<State, (certificate: CaCertificate, now: number) => boolean>} in the order of the filter */
const IS_IN_STATE = {
  '': () => true,
  pending_verification: ({ status }) => status === 'pending_verification',
  verified: ({ status }) => status === 'verified',
  expiring: ({ notAfter }, now) => expiryState(notAfter, now) === 'soon',
  expired: ({ notAfter }, now) => expiryState(notAfter, now) === 'expired',
  disabled: ({ enabled }) => !enabled,
};

export const STATES = /** @type {State[]} */ (Object.keys(IS_IN_STATE));

/** @type {Record<Column, (certificate: CaCertificate) => string>} */
const SORT_KEYS = {
  name: (certificate) => displayName(certificate),
  status: ({ status, enabled }) => `${status} ${enabled}`,
  expires: ({ notAfter }) => notAfter,
  uploaded: ({ uploadedAt }) => uploadedAt,
};

/** @type {Order} the API's own */
const NEWEST_FIRST = { column: 'uploaded', descending: true };

/** A shorter piece of a fingerprint or serial number is in nearly all of them by chance. */
const SHORTEST_NUMBER = 5;

/**
 * @param {URLSearchParams} params  of the list's address
 * @returns {{search: string, state: State, order: Order}}
 */
export function readListing(params) {
  const state = STATES.find((known) => known === params.get('status')) ?? '';
  const [, minus, column] = /^(-?)(name|status|expires|uploaded)$/.exec(params.get('sort') ?? '') ?? [];
  const order = column ? { column: /** @type {Column} */ (column), descending: minus === '-' } : NEWEST_FIRST;
  return { search: params.get('q') ?? '', state, order };
}

/**
 * @param {Order} order
 * @returns {string | null} as it stands in the address; null where it is the API's own
 */
export function writeOrder({ column, descending }) {
  const isDefault = column === NEWEST_FIRST.column && descending === NEWEST_FIRST.descending;
  return isDefault ? null : `${descending ? '-' : ''}${column}`;
}

/**
 * @param {CaCertificate[]} items
 * @param {number} now
 * @returns {Record<State, number>}
 */
export function countByState(items, now) {
  const counts = STATES.map((state) => [state, items.filter((item) => IS_IN_STATE[state](item, now)).length]);
  return Object.fromEntries(counts);
}

/**
 * @param {CaCertificate[]} items  newest first
 * @param {ReturnType<typeof readListing>} listing
 * @param {number} now
 * @returns {CaCertificate[]}
 */
export function listed(items, { search, state, order }, now) {
  const wanted = search.trim().toLowerCase().split(/\s+/);
  const found = items.filter((item) => IS_IN_STATE[state](item, now) && matches(item, wanted));
  return sorted(found, order);
}

/**
 * @param {CaCertificate[]} items  newest first
 * @param {Order} order
 */
function sorted(items, { column, descending }) {
  const key = SORT_KEYS[column];
  const compare = column === 'name' ? new Intl.Collator(undefined, { numeric: true }).compare : compareCodes;
  const keyed = items.map((item) => ({ item, key: key(item) }));
  keyed.sort((one, other) => (descending ? compare(other.key, one.key) : compare(one.key, other.key)));
  return keyed.map(({ item }) => item);
}

/**
 * @param {string} one
 * @param {string} other
 */
function compareCodes(one, other) {
  return one < other ? -1 : Number(one > other);
}

/**
 * @param {CaCertificate} certificate
 * @param {string[]} wanted  in lower case
 */
function matches(certificate, wanted) {
  const { words, numbers } = searchable(certificate);
  return wanted.every((part) => words.includes(part) || (part.length >= SHORTEST_NUMBER && numbers.includes(part)));
}

/** @type {WeakMap<CaCertificate, {words: string, numbers: string}>} made once for each, as thousands are searched */
const searchableTexts = new WeakMap();

/** @param {CaCertificate} certificate */
function searchable(certificate) {
  const known = searchableTexts.get(certificate);
  if (known) return known;
  const { name, subject, issuer, keyAlgorithm, fileName, id, serialNumber, subjectKeyIdentifier } = certificate;
  const words = [displayName(certificate), name ?? '', subject, issuer, keyAlgorithm, fileName ?? ''];
  const texts = {
    words: words.join('\n').toLowerCase(),
    numbers: [id, serialNumber, subjectKeyIdentifier].join('\n'),
  };
  searchableTexts.set(certificate, texts);
  return texts;
}
