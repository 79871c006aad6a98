import { certificateList, displayName } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { useStore } from '../lib/store.js';
import { consequencesOfLeaving } from '../lib/trust.js';
import { Icon } from './icon.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */

/** How many names are told before the rest is a number. */
const NAMED = 5;

/**
 * What becomes of the trust store when CAs are disabled or deleted.
 *
 * @param {{certificates: CaCertificate[], now: number}} props
 */
export function Consequences({ certificates, now }) {
  const { items } = useStore(certificateList);
  const { leaving, subordinates, stillLetIn } = consequencesOfLeaving(certificates, items, now);
  if (leaving.length === 0) return <p class="muted">{t('consequence.none')}</p>;
  return (
    <div class="notice notice-waiting">
      <Icon name="warning" />
      <ul class="notice-body consequences">
        <li>{t('consequence.leaving', { count: leaving.length, names: namesOf(leaving) })}</li>
        {subordinates.length > 0 && (
          <li>{t('consequence.subordinates', { count: subordinates.length, names: namesOf(subordinates) })}</li>
        )}
        {stillLetIn.length > 0 && <li>{t('consequence.still_let_in', { names: namesOf(stillLetIn) })}</li>}
        <li>{t('trust.copies')}</li>
      </ul>
    </div>
  );
}

/** @param {CaCertificate[]} certificates */
function namesOf(certificates) {
  const names = certificates.slice(0, NAMED).map(displayName).join(', ');
  const more = certificates.length - NAMED;
  return more > 0 ? t('consequence.and_more', { names, count: more }) : names;
}
