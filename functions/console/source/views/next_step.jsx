import { useState } from 'preact/hooks';
import { notify } from '../lib/announcer.js';
import { displayName } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { DEVICE_CHECK, TRUST_STORE, openDialog } from '../lib/router.js';
import { expiryState, useNow } from '../lib/time.js';
import { standing } from '../lib/trust.js';
import { ChangeButton } from '../ui/change_button.jsx';
import { Icon } from '../ui/icon.jsx';
import { DisableDialog } from './disable_dialog.jsx';
import { ReceiptButton } from './receipt_button.jsx';
import { useChange } from './use_change.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */

/** Whether devices of this CA are let in, and what can be done next about it. */
/** @param {import('./use_change.jsx').ChangeProps} props */
export function NextStep({ tagged, onChanged }) {
  const { certificate, entityTag } = tagged;
  const { status, enabled, notAfter } = certificate;
  const { busy, change, trouble } = useChange({ tagged, onChanged });
  const [asking, setAsking] = useState(false);
  const now = useNow();
  const name = displayName(certificate);
  // Before it is known which state is shown, none can be changed.
  const waiting = busy || entityTag === null;
  const expiry = expiryState(notAfter, now);

  async function enable() {
    if (await change({ enabled: true })) notify(t('trust.enabled_notice', { name }));
  }

  async function disable() {
    setAsking(false);
    if (await change({ enabled: false })) notify(t('trust.disabled_notice', { name }));
  }

  return (
    <section class="panel next-step-panel" data-state={standing(certificate, now)} aria-labelledby="next-step">
      <h2 id="next-step">{whereItIs(certificate, expiry)}</h2>
      <p>{whatFollows(certificate, expiry)}</p>
      {expiry === 'soon' && <p>{t('trust.renew')}</p>}
      {trouble}
      <div class="actions">
        {status === 'pending_verification' && expiry !== 'expired' && (
          <ChangeButton class="button button-primary" onClick={() => openDialog('verify', certificate.id)}>
            <Icon name="shield" />
            {t('verify.button')}
          </ChangeButton>
        )}
        {expiry !== 'fine' && (
          <ChangeButton class="button button-secondary" onClick={() => openDialog('upload', '1')}>
            <Icon name="upload" />
            {t('upload.title')}
          </ChangeButton>
        )}
        <ChangeButton
          class={`button ${enabled || status === 'pending_verification' ? 'button-secondary' : 'button-primary'}`}
          // Not disabled while it is sent: that would drop the focus.
          aria-disabled={waiting}
          onClick={() => !waiting && (enabled ? setAsking(true) : enable())}
        >
          {enabled ? t('action.disable') : t('action.enable')}
        </ChangeButton>
        {status === 'verified' && <ReceiptButton certificate={certificate} />}
      </div>
      {status === 'verified' && (
        <p class="links">
          <a href={TRUST_STORE}>{t('trust.link')}</a>
          <a href={DEVICE_CHECK}>{t('try.title')}</a>
        </p>
      )}
      {asking && <DisableDialog certificate={certificate} onClose={() => setAsking(false)} onYes={disable} />}
    </section>
  );
}

/**
 * @param {CaCertificate} certificate
 * @param {ReturnType<typeof expiryState>} expiry
 */
function whereItIs({ status, enabled }, expiry) {
  if (expiry === 'expired') return t('trust.expired');
  if (status === 'pending_verification') return t('trust.pending');
  return enabled ? t('trust.on') : t('trust.off');
}

/**
 * @param {CaCertificate} certificate
 * @param {ReturnType<typeof expiryState>} expiry
 */
function whatFollows({ status, enabled }, expiry) {
  if (expiry === 'expired') return t('trust.expired_text');
  if (status === 'pending_verification') return enabled ? t('trust.pending_text') : t('trust.pending_off_text');
  return enabled ? t('trust.on_text') : t('trust.off_text');
}
