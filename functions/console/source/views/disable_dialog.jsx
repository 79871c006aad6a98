import { displayName } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { useNow } from '../lib/time.js';
import { ConfirmDialog } from '../ui/confirm_dialog.jsx';
import { Consequences } from '../ui/consequences.jsx';

/** Tells what disabling a CA means before it is done. */
/** @param {{certificate: import('../lib/types.js').CaCertificate, onClose: () => void, onYes: () => void}} props */
export function DisableDialog({ certificate, onClose, onYes }) {
  const now = useNow();
  return (
    <ConfirmDialog
      title={t('disable.title', { name: displayName(certificate) })}
      action={t('action.disable')}
      onClose={onClose}
      onYes={onYes}
    >
      <p>{t('disable.text')}</p>
      <Consequences certificates={[certificate]} now={now} />
    </ConfirmDialog>
  );
}
