/** The attributes that tell most about whose certificate it is, in this order. */
const TELLING = ['O', 'OU', 'L', 'ST', 'C'];

/**
 * Takes an RFC 4514 string apart.
 *
 * @param {string} name
 * @returns {{type: string, value: string}[]} in the string's order
 */
export function parseDistinguishedName(name) {
  // A separator is a comma or a plus sign that no backslash stands before.
  const parts = name.match(/(?:\\.|[^,+\\])+/gs) ?? [];
  return parts.map((part) => {
    // A blank at either end of a value is escaped and belongs to it (RFC 4514, 2.4).
    const [, type = '', value = part] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
    return { type: type.toUpperCase(), value: unescapeValue(value) };
  });
}

/** @param {string} value */
function unescapeValue(value) {
  const withHexPairs = value.replace(/(?:\\[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = run.slice(1).split('\\').map((pair) => Number.parseInt(pair, 16));
    return new TextDecoder().decode(new Uint8Array(bytes));
  });
  return withHexPairs.replace(/\\(.)/gs, '$1');
}

/**
 * @param {string} name  an RFC 4514 string
 * @returns {string} what people call it: its common name, else its organisation, else all of it
 */
export function shortName(name) {
  const parts = parseDistinguishedName(name);
  for (const type of ['CN', 'OU', 'O']) {
    const found = parts.find((part) => part.type === type);
    if (found?.value.trim()) return found.value;
  }
  return name;
}

/**
 * @param {string} name  an RFC 4514 string
 * @returns {string} what is left of it beside its short name
 */
export function restOfName(name) {
  const short = shortName(name);
  /** @param {string} type */
  const rank = (type) => (TELLING.includes(type) ? TELLING.indexOf(type) : TELLING.length);
  return parseDistinguishedName(name)
    .filter((part) => part.value !== short)
    .sort((one, other) => rank(one.type) - rank(other.type))
    .map((part) => part.value)
    .join(' · ');
}
