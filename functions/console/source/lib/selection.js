import { Store } from './store.js';

/**
 * The ids of the certificates that are chosen in the list.
 *
 * @type {Store<Set<string>>}
 */
export const selection = new Store(/** @type {Set<string>} */ (new Set()));

/**
 * @param {string[]} ids
 * @param {boolean} chosen
 */
export function choose(ids, chosen) {
  const next = new Set(selection.value);
  for (const id of ids) {
    if (chosen) next.add(id);
    else next.delete(id);
  }
  selection.set(next);
}
