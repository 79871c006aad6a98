import { Store } from './store.js';

// Places live behind the address's "#", so that one static page serves them all and each can be linked to:
//   #/ca-certificates?status=verified   the list          &upload=1       with the upload dialog over it
//   #/ca-certificates/<id>              one certificate   verify=<id>     with the verification pop-up over either
//   #/truststore                        the trust store
//   #/device-check                      trying a device certificate

/**
 * @typedef {object} Route
 * @property {"list" | "detail" | "trust_store" | "device_check" | "unknown"} view
 * @property {string} id
 * @property {URLSearchParams} params
 */

export const TRUST_STORE = '#/truststore';
export const DEVICE_CHECK = '#/device-check';

/**
 * @param {string} hash
 * @returns {Route}
 */
function parseRoute(hash) {
  const [path, query = ''] = hash.replace(/^#/, '').split('?');
  const params = new URLSearchParams(query);
  if (`#${path}` === TRUST_STORE) return { view: 'trust_store', id: '', params };
  if (`#${path}` === DEVICE_CHECK) return { view: 'device_check', id: '', params };
  const [, collection = '', id = '', ...rest] = path.split('/');
  if (collection === '') return { view: 'list', id: '', params };
  if (collection !== 'ca-certificates' || rest.length > 0) return { view: 'unknown', id: '', params };
  return { view: id ? 'detail' : 'list', id, params };
}

/** @type {Store<Route>} */
export const route = new Store(parseRoute(location.hash));

addEventListener('popstate', () => route.set(parseRoute(location.hash)));

/**
 * @param {string} [id]
 * @param {Record<string, string | null | undefined>} [params]  those without a value are left out
 * @returns {string} the fragment, for a link
 */
export function linkTo(id = '', params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  const path = id ? `#/ca-certificates/${id}` : '#/ca-certificates';
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
  const { id, params } = route.value;
  const link = linkTo(id, { ...Object.fromEntries(params), [name]: value });
  history.pushState({ dialog: true }, '', link);
  route.set(parseRoute(link));
}

/** Closes the dialog; one that was opened by a link from elsewhere has no entry to go back to. */
export function closeDialog() {
  if (history.state?.dialog) {
    history.back();
    return;
  }
  const { id, params } = route.value;
  navigate(linkTo(id, { ...Object.fromEntries(params), upload: null, verify: null }), { replace: true });
}

/**
 * Goes from one dialog to another, in the same entry of the history.
 *
 * @param {"upload" | "verify"} name
 * @param {string} value
 */
export function swapDialog(name, value) {
  const { id, params } = route.value;
  const others = { ...Object.fromEntries(params), upload: null, verify: null };
  navigate(linkTo(id, { ...others, [name]: value }), { replace: true });
}
