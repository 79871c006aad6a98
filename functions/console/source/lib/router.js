import { Store } from './store.js';

// Places live behind the address's "#", so that one static page serves them all and each can be linked to:
//   #/ca-certificates?q=plant&status=verified&sort=-expires   the list    &upload=1       with "Upload CA" over it
//   #/ca-certificates/<id>                                    one CA      verify=<id>     with "Certificate Verification"
//   #/truststore, #/device-check, #/activity, #/access, #/help

/** @typedef {"list" | "detail" | "trust_store" | "device_check" | "activity" | "access" | "help" | "unknown"} View */

/**
 * @typedef {object} Route
 * @property {View} view
 * @property {string} id
 * @property {URLSearchParams} params
 */

const LIST = '#/ca-certificates';
export const TRUST_STORE = '#/truststore';
export const DEVICE_CHECK = '#/device-check';
export const ACTIVITY = '#/activity';
export const ACCESS = '#/access';
export const HELP = '#/help';

/** @type {Record<string, View>} */
const VIEWS = {
  '': 'list',
  '#/': 'list',
  [LIST]: 'list',
  [TRUST_STORE]: 'trust_store',
  [DEVICE_CHECK]: 'device_check',
  [ACTIVITY]: 'activity',
  [ACCESS]: 'access',
  [HELP]: 'help',
};

const DETAIL = /^#\/ca-certificates\/([0-9a-f]{64})$/;

/**
 * @param {string} hash
 * @returns {Route}
 */
function parseRoute(hash) {
  const [path, query = ''] = hash.split('?');
  const params = new URLSearchParams(query);
  const [, id = ''] = DETAIL.exec(path) ?? [];
  return { view: id ? 'detail' : (VIEWS[path] ?? 'unknown'), id, params };
}

/** @type {Store<Route>} */
export const route = new Store(parseRoute(location.hash));

// The list restores its own place; all other views begin at their top.
history.scrollRestoration = 'manual';
addEventListener('popstate', () => route.set(parseRoute(location.hash)));

/**
 * @param {string} [id]
 * @param {Record<string, string | null | undefined>} [params]  those without a value are left out
 * @returns {string} the fragment, for a link
 */
export function linkTo(id = '', params = {}) {
  return withParams(id ? `${LIST}/${id}` : LIST, params);
}

/**
 * The place where we are, with other parameters.
 *
 * @param {Record<string, string | null>} changes
 * @returns {string}
 */
export function linkHere(changes) {
  const [path] = location.hash.split('?');
  return withParams(path || LIST, { ...Object.fromEntries(route.value.params), ...changes });
}

/**
 * @param {string} path
 * @param {Record<string, string | null | undefined>} params
 */
function withParams(path, params) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}

/**
 * @param {string} link
 * @param {{replace?: boolean}} [options]
 */
export function navigate(link, { replace = false } = {}) {
  if (replace) history.replaceState(history.state, '', link);
  else history.pushState(null, '', link);
  route.set(parseRoute(link));
}

/**
 * Opens a dialog over the place where we are: an entry of the history, so that Back closes it.
 *
 * @param {"upload" | "verify"} name
 * @param {string} value
 */
export function openDialog(name, value) {
  const link = linkHere({ [name]: value });
  history.pushState({ dialog: true }, '', link);
  route.set(parseRoute(link));
}

/** Closes the dialog; one that was opened by a link from elsewhere has no entry to go back to. */
export function closeDialog() {
  if (history.state?.dialog) history.back();
  else navigate(linkHere({ upload: null, verify: null }), { replace: true });
}

/**
 * Goes from one dialog to another, in the same entry of the history.
 *
 * @param {"upload" | "verify"} name
 * @param {string} value
 */
export function swapDialog(name, value) {
  navigate(linkHere({ upload: null, verify: null, [name]: value }), { replace: true });
}

/**
 * Leaves the dialog for another place; Back leads to where the dialog was opened.
 *
 * @param {string} link
 */
export function leaveDialogFor(link) {
  history.replaceState(null, '', linkHere({ upload: null, verify: null }));
  navigate(link);
}
