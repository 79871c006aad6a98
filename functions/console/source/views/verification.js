import { notify } from '../lib/announcer.js';
import { showChanged } from '../lib/certificates.js';
import { shortName } from '../lib/distinguished_name.js';
import { t } from '../lib/i18n.js';
import { Store } from '../lib/store.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */

/**
 * What was verified on this page, so that the view under the pop-up shows it at once.
 *
 * @type {Store<Map<string, CaCertificate>>}
 */
export const verifiedCertificates = new Store(new Map());

/** @param {CaCertificate} certificate */
export function showVerified(certificate) {
  verifiedCertificates.set(new Map(verifiedCertificates.value).set(certificate.id, certificate));
  showChanged(certificate);
  notify(t('verify.done_notice', { name: shortName(certificate.subject) }));
}
