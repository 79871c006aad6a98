import { t } from '../lib/i18n.js';
import { expiryState, listState, relativeTime } from '../lib/time.js';
import { Icon } from './icon.jsx';

/**
 * Whether it is verified, and apart from that whether its owner has taken it out of the trust store.
 *
 * @param {{certificate: Pick<import('../lib/types.js').CaCertificate, "status" | "enabled">}} props
 */
export function StatusBadges({ certificate: { status, enabled } }) {
  const verified = status === 'verified';
  return (
    <>
      <span class={`badge ${verified ? 'badge-good' : 'badge-waiting'}`}>
        <Icon name={verified ? 'check' : 'clock'} size={14} />
        {verified ? t('status.verified') : t('status.pending_verification')}
      </span>
      {!enabled && (
        <span class="badge badge-off">
          <Icon name="off" size={14} />
          {t('status.disabled')}
        </span>
      )}
    </>
  );
}

/** @param {{notAfter: string, now: number}} props */
export function ExpiryBadge({ notAfter, now }) {
  const state = expiryState(notAfter, now);
  if (state === 'fine') return null;
  const when = relativeTime(notAfter, now);
  return (
    <span class={`badge ${state === 'expired' ? 'badge-bad' : 'badge-waiting'}`}>
      <Icon name={state === 'expired' ? 'error' : 'warning'} size={14} />
      {state === 'expired' ? t('expiry.expired', { when }) : t('expiry.soon', { when })}
    </span>
  );
}

/** Where a revocation list is due, or overdue: brokers keep every device of the CA out then. */
/** @param {{crl: import('../lib/types.js').RevocationList | null, now: number}} props */
export function ListBadge({ crl, now }) {
  const state = crl ? listState(crl.nextUpdate, now) : 'fine';
  if (!crl || state === 'fine') return null;
  const when = relativeTime(crl.nextUpdate, now);
  return (
    <span class={`badge ${state === 'expired' ? 'badge-bad' : 'badge-waiting'}`}>
      <Icon name={state === 'expired' ? 'error' : 'warning'} size={14} />
      {state === 'expired' ? t('crl.expired', { when }) : t('crl.due', { when })}
    </span>
  );
}
