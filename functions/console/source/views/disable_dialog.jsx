import { displayName } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { useNow } from '../lib/time.js';
import { Consequences } from '../ui/consequences.jsx';
import { Dialog } from '../ui/dialog.jsx';

/** Tells what disabling a CA means before it is done. */
/** @param {{certificate: import('../lib/types.js').CaCertificate, onClose: () => void, onYes: () => void}} props */
export function DisableDialog({ certificate, onClose, onYes }) {
  const now = useNow();
  return (
    <Dialog
      title={t('disable.title', { name: displayName(certificate) })}
      onClose={onClose}
      size="narrow"
      footer={
        <>
          <button type="button" class="button button-secondary" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="button" class="button button-danger-strong" onClick={onYes}>
            {t('action.disable')}
          </button>
        </>
      }
    >
      <p>{t('disable.text')}</p>
      <Consequences certificates={[certificate]} now={now} />
    </Dialog>
  );
}
