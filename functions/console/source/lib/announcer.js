import { Store } from './store.js';

/** What a screen reader says next; drawn by the live regions of ui/live_region.jsx. */
export const announcement = new Store('');

/** @param {string} text */
export function announce(text) {
  // Cleared first: the same text twice in a row would not be read the second time.
  announcement.set('');
  setTimeout(() => announcement.set(text), 50);
}

/**
 * What has just happened, shown above the view until it is dismissed or the next thing happens.
 *
 * @type {Store<string | null>}
 */
export const notice = new Store(/** @type {string | null} */ (null));

/** @param {string} text */
export function notify(text) {
  notice.set(text);
  announce(text);
}
