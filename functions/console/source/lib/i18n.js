import { ruleTitlesUrl, textsUrl } from './locations.js';
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

/** @type {Record<string, string>} what rules are called in it */
let ruleTitles = {};

/** @param {string} url */
async function readTexts(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the texts could not be read: ${answer.status}`);
  return answer.json();
}

export async function loadTexts() {
  texts = await readTexts(textsUrl(language.value));
}

/** Loads the titles of rules, which the first view does without. */
export async function loadRuleTitles() {
  ruleTitles = await readTexts(ruleTitlesUrl(language.value));
}

/** @param {Language} tag */
export async function switchLanguage(tag) {
  [texts, ruleTitles] = await Promise.all([readTexts(textsUrl(tag)), readTexts(ruleTitlesUrl(tag))]);
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
 * @param {string} rule
 * @returns {string} its title, or its name where this console is older than the rule
 */
export const ruleTitle = (rule) => ruleTitles[rule] ?? rule;

/**
 * A text whose key is made at run time, from a problem's or a column's name.
 *
 * @param {"problem" | "commands" | "state" | "column"} family
 * @param {string} name
 * @returns {string | null} null where this console is older than the name
 */
export function tNamed(family, name) {
  const key = `${family}.${name}`;
  return Object.hasOwn(texts, key) ? t(/** @type {MessageKey} */ (key)) : null;
}
