/** Needs no quoting in any of the shells. */
const PLAIN = /^[A-Za-z0-9_./:@%+=-]+$/;

/**
 * @param {string} text
 * @param {"posix" | "windows"} [shell]
 * @returns {string} one word of a command line
 */
export function quoted(text, shell = 'posix') {
  if (PLAIN.test(text)) return text;
  return shell === 'posix' ? `'${text.replaceAll("'", String.raw`'\''`)}'` : `"${text.replaceAll('"', '')}"`;
}

/**
 * The registry's commands speak of the guide's file names; the person's own take their place.
 *
 * @param {string[]} commands
 * @param {{certificate: string, key: string}} names
 * @param {"posix" | "windows"} [shell]
 */
export function withOwnFiles(commands, names, shell) {
  /** @type {Record<string, string>} */
  const own = { 'rootCA.cer': quoted(names.certificate, shell), 'rootCA.key': quoted(names.key, shell) };
  return commands.map((command) => command.replace(/rootCA\.(cer|key)/g, (name) => own[name]));
}

/**
 * @param {string} name
 * @param {string} text  that ends in a line end
 * @returns {string} a command that writes a file
 */
export function writeFile(name, text) {
  return `cat > ${name} <<'END'\n${text}END`;
}
