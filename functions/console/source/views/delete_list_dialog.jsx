import { useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { displayName } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { Dialog } from '../ui/dialog.jsx';
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
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function remove() {
    setBusy(true);
    setProblem(null);
    try {
      await api.deleteRevocationList(certificate.id);
      onDeleted();
    } catch (error) {
      setBusy(false);
      if (error instanceof SessionEnded) return;
      const reason = asProblem(error);
      // Somebody else was faster: what was wanted is so.
      if (reason.status === 404) onDeleted();
      else setProblem(reason);
    }
  }

  return (
    <Dialog
      title={t('crl.delete_title', { name: displayName(certificate) })}
      onClose={onClose}
      size="narrow"
      footer={
        <>
          <button type="button" class="button button-secondary" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="button" class="button button-danger-strong" disabled={busy} onClick={remove}>
            {t('crl.delete')}
          </button>
        </>
      }
    >
      <p>{t('crl.delete_text', { count: certificate.crl?.entries ?? 0 })}</p>
      {problem && <ProblemNotice problem={problem} />}
    </Dialog>
  );
}
