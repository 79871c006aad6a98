import { textsUrl } from './locations.js';
import { readPreference, writePreference } from './preferences.js';
import { Store } from './store.js';

/** @typedef {"en" | "zh-CN"} Language */
/** @typedef {keyof typeof import('../catalogue.json')} MessageKey */
/** @typedef {Record<string, string | number>} Values */

/** @type {{tag: Language, name: string}[]} each named in itself, for whoever cannot read the others */
export const LANGUAGES = [
  { tag: 'en', name: 'English' },
  { tag: 'zh-CN', name: '中文' },
];

/** @returns {Language} */
function preferredLanguage() {
  const wishes = [readPreference('language') ?? '', ...navigator.languages];
  for (const wish of wishes) {
    if (wish.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (wish.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

/** @type {Store<Language>} */
export const language = new Store(preferredLanguage());

/** @type {Record<string, string | Record<string, string>>} the catalogue in the language of the moment */
let texts = {};

/** @param {Language} [tag] */
export async function loadTexts(tag = language.value) {
  const answer = await fetch(textsUrl(tag));
  if (!answer.ok) throw new Error(`the texts could not be read: ${answer.status}`);
  texts = await answer.json();
}

/** @param {Language} tag */
export async function switchLanguage(tag) {
  await loadTexts(tag);
  writePreference('language', tag);
  language.set(tag);
}

/**
 * The catalogue's text in the language of the moment. `{name}` stands for a value; a text that depends on a number
 * has one form for each of the language's plural categories, chosen by the value `count`.
 *
 * @param {MessageKey} key
 * @param {Values} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const entry = texts[key];
  const text =
    typeof entry === 'string' ? entry : entry[new Intl.PluralRules(language.value).select(Number(values.count))];
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === 'number' ? new Intl.NumberFormat(language.value).format(value) : value;
  });
}

/**
 * A text whose key is made at run time, from a rule's or a problem's name.
 *
 * @param {"rule" | "problem" | "commands" | "state" | "column"} family
 * @param {string} name
 * @returns {string | null} null where this console is older than the name
 */
export function tNamed(family, name) {
  const key = `${family}.${name}`;
  return Object.hasOwn(texts, key) ? t(/** @type {MessageKey} */ (key)) : null;
}
