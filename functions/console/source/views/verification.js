import { notify } from '../lib/announcer.js';
import { displayName, showCertificate } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { Store } from '../lib/store.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */

/**
 * What was verified last on this page, so that the view under the pop-up shows it at once.
 *
 * @type {Store<CaCertificate | null>}
 */
export const lastVerified = new Store(/** @type {CaCertificate | null} */ (null));

/** @param {CaCertificate} certificate */
export function showVerified(certificate) {
  lastVerified.set(certificate);
  showCertificate(certificate);
  notify(t('verify.done_notice', { name: displayName(certificate) }));
}
