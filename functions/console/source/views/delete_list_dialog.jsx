import * as api from '../lib/api.js';
import { displayName } from '../lib/certificates.js';
import { useDeletion } from '../lib/deletion.js';
import { t } from '../lib/i18n.js';
import { ConfirmDialog } from '../ui/confirm_dialog.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';

/**
 * Tells what deleting a revocation list means before it is done.
 *
 * @param {object} props
 * @param {import('../lib/types.js').CaCertificate} props.certificate
 * @param {() => void} props.onClose
 * @param {() => void} props.onDeleted
 */
export function DeleteListDialog({ certificate, onClose, onDeleted }) {
  const { busy, problem, begin } = useDeletion(() => api.deleteRevocationList(certificate.id), onDeleted);
  return (
    <ConfirmDialog
      title={t('crl.delete_title', { name: displayName(certificate) })}
      action={t('crl.delete')}
      busy={busy}
      onClose={onClose}
      onYes={begin}
    >
      <p>{t('crl.delete_text', { count: certificate.crl?.entries ?? 0 })}</p>
      {problem && <ProblemNotice problem={problem} />}
    </ConfirmDialog>
  );
}
