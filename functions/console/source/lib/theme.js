import { readPreference, writePreference } from './preferences.js';
import { Store } from './store.js';

/** @typedef {"system" | "light" | "dark"} Theme */

/** @type {Theme[]} in the order in which the switch goes through them */
const THEMES = ['system', 'light', 'dark'];

/** @returns {Theme} */
function rememberedTheme() {
  const remembered = readPreference('theme');
  return remembered === 'light' || remembered === 'dark' ? remembered : 'system';
}

/** @type {Store<Theme>} */
export const theme = new Store(rememberedTheme());

export function switchTheme() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length];
  writePreference('theme', next === 'system' ? null : next);
  // The style sheet goes by this attribute; without it, by the system's own setting.
  if (next === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  theme.set(next);
}
