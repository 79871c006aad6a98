import { route } from './router.js';
import { Store } from './store.js';

/** What a screen reader says next; drawn by the live regions of ui/live_region.jsx. */
export const announcement = new Store('');

/** @param {string} text */
export function announce(text) {
  // Cleared first: the same text twice in a row would not be read the second time.
  announcement.set('');
  setTimeout(() => announcement.set(text), 50);
}

/** @typedef {{text: string, kind: "good" | "bad"}} Notice */

/**
 * What has just happened, shown above the view until it is dismissed, the place is left or the next thing happens.
 *
 * @type {Store<Notice | null>}
 */
export const notice = new Store(/** @type {Notice | null} */ (null));

/**
 * @param {string} text
 * @param {Notice["kind"]} [kind]
 */
export function notify(text, kind = 'good') {
  notice.set({ text, kind });
  announce(text);
}

let place = placeOf(route.value);

route.subscribe((next) => {
  if (placeOf(next) === place) return;
  place = placeOf(next);
  notice.set(null);
});

/** @param {import('./router.js').Route} next */
function placeOf({ view, id }) {
  return `${view} ${id}`;
}
