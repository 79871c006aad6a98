import * as api from '../lib/api.js';
import { displayName } from '../lib/certificates.js';
import { useDeletion } from '../lib/deletion.js';
import { t } from '../lib/i18n.js';
import { useNow } from '../lib/time.js';
import { ConfirmDialog } from '../ui/confirm_dialog.jsx';
import { Consequences } from '../ui/consequences.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';

/**
 * @param {object} props
 * @param {import('../lib/types.js').CaCertificate} props.certificate
 * @param {() => void} props.onClose
 * @param {() => void} props.onDeleted
 */
export function DeleteDialog({ certificate, onClose, onDeleted }) {
  const now = useNow();
  const { busy, problem, begin } = useDeletion(() => api.deleteCertificate(certificate.id), onDeleted);
  const action = (
    <>
      <Icon name="trash" />
      {busy ? t('delete.busy') : t('delete.confirm')}
    </>
  );

  return (
    <ConfirmDialog title={t('delete.title')} action={action} busy={busy} onClose={onClose} onYes={begin}>
      <p>{t('delete.question')}</p>
      <p class="named-certificate">
        <strong>{displayName(certificate)}</strong>
        <span class="muted">{certificate.subject}</span>
        <span class="muted mono">{t('delete.serial', { serialNumber: certificate.serialNumber })}</span>
      </p>
      <Consequences certificates={[certificate]} now={now} />
      {certificate.status === 'verified' && <p class="muted">{t('delete.effect_verified')}</p>}
      {problem && <ProblemNotice problem={problem} title={t('delete.failed')} />}
    </ConfirmDialog>
  );
}
