import { useEffect, useRef } from 'preact/hooks';
import { certificateList, displayName } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { DEVICE_CHECK, TRUST_STORE, leaveDialogFor, swapDialog } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { ChangeButton } from '../ui/change_button.jsx';
import { Icon } from '../ui/icon.jsx';
import { Seal } from '../ui/seal.jsx';
import { ReceiptButton } from './receipt_button.jsx';

/** What a proof leads on to. */
/** @param {{certificate: import('../lib/types.js').CaCertificate}} props */
export function Verified({ certificate }) {
  const title = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  const { items } = useStore(certificateList);
  const next = items.find(({ id, status }) => id !== certificate.id && status === 'pending_verification');
  // What had the focus, the proof's own button, is gone.
  useEffect(() => title.current?.focus(), []);
  return (
    <div class="verified">
      <span>
        <Seal fingerprint={certificate.id} size={96} state="good" />
      </span>
      <h3 ref={title} tabIndex={-1}>
        {t('verify.done')}
      </h3>
      <p>{t('verify.done_text', { name: displayName(certificate) })}</p>
      <div class="actions">
        {next && (
          <ChangeButton class="button button-primary" onClick={() => swapDialog('verify', next.id)}>
            {t('verify.next', { name: displayName(next) })}
          </ChangeButton>
        )}
        <button type="button" class="button button-secondary" onClick={() => leaveDialogFor(TRUST_STORE)}>
          <Icon name="shield" />
          {t('trust.link')}
        </button>
        <button type="button" class="button button-secondary" onClick={() => leaveDialogFor(DEVICE_CHECK)}>
          {t('try.title')}
        </button>
        <ReceiptButton certificate={certificate} />
      </div>
    </div>
  );
}
