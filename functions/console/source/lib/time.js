import { useEffect, useState } from 'preact/hooks';
import { language } from './i18n.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The same 90 days as the rule `expires_soon`. */
const EXPIRES_SOON = 90 * DAY;

/** When the registry begins to announce it. */
const LIST_DUE_SOON = 7 * DAY;

/** @type {[number, number, Intl.RelativeTimeFormatUnit][]} from this distance on, in this unit */
const UNITS = [
  [2 * 365 * DAY, 365.25 * DAY, 'year'],
  [60 * DAY, 30.44 * DAY, 'month'],
  [DAY, DAY, 'day'],
  [HOUR, HOUR, 'hour'],
  [MINUTE, MINUTE, 'minute'],
];

/**
 * @param {string} time
 * @param {number} now
 * @returns {string} "in 3 months", "5 minutes ago"
 */
export function relativeTime(time, now) {
  const distance = Date.parse(time) - now;
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  for (const [from, unit, name] of UNITS) {
    if (Math.abs(distance) >= from) return format.format(whole(distance / unit, name), name);
  }
  return format.format(0, 'second');
}

/**
 * Days and less are counted down like a deadline; months and years are no more than an order of size.
 *
 * @param {number} amount
 * @param {Intl.RelativeTimeFormatUnit} unit
 */
function whole(amount, unit) {
  return unit === 'year' || unit === 'month' ? Math.round(amount) : Math.trunc(amount);
}

/**
 * @param {string} time
 * @returns {string} in the reader's own time zone
 */
export function absoluteTime(time) {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
}

/**
 * @param {string} time
 * @returns {string}
 */
export function absoluteDate(time) {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' }).format(new Date(time));
}

/**
 * @param {string} notAfter
 * @param {number} now
 * @param {number} [soon]  in milliseconds
 * @returns {"expired" | "soon" | "fine"}
 */
export function expiryState(notAfter, now, soon = EXPIRES_SOON) {
  const left = Date.parse(notAfter) - now;
  if (left < 0) return 'expired';
  return left < soon ? 'soon' : 'fine';
}

/**
 * @param {string} nextUpdate  of a revocation list
 * @param {number} now
 */
export const listState = (nextUpdate, now) => expiryState(nextUpdate, now, LIST_DUE_SOON);

/** The time, fresh once a minute, so that what is said of it does not grow stale on an open page. */
export function useNow() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE / 2);
    return () => clearInterval(timer);
  }, []);
  return now;
}
