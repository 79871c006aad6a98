import { t } from '../lib/i18n.js';
import { expiryState, relativeTime } from '../lib/time.js';
import { Icon } from './icon.jsx';

/** @param {{status: "pending_verification" | "verified"}} props */
export function StatusBadge({ status }) {
  const verified = status === 'verified';
  return (
    <span class={`badge ${verified ? 'badge-good' : 'badge-waiting'}`}>
      <Icon name={verified ? 'check' : 'clock'} size={14} />
      {verified ? t('status.verified') : t('status.pending_verification')}
    </span>
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
