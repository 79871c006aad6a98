import { useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { displayName } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { useNow } from '../lib/time.js';
import { Consequences } from '../ui/consequences.jsx';
import { Dialog } from '../ui/dialog.jsx';
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
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function remove() {
    setBusy(true);
    setProblem(null);
    try {
      await api.deleteCertificate(certificate.id);
      onDeleted();
    } catch (error) {
      setBusy(false);
      if (error instanceof SessionEnded) return;
      const reason = asProblem(error);
      // Someone else was faster: what was wanted is so.
      if (reason.status === 404) onDeleted();
      else setProblem(reason);
    }
  }

  return (
    <Dialog
      title={t('delete.title')}
      onClose={onClose}
      size="narrow"
      footer={
        <>
          <button type="button" class="button button-secondary" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="button" class="button button-danger-strong" disabled={busy} onClick={remove}>
            <Icon name="trash" />
            {busy ? t('delete.busy') : t('delete.confirm')}
          </button>
        </>
      }
    >
      <p>{t('delete.question')}</p>
      <p class="named-certificate">
        <strong>{displayName(certificate)}</strong>
        <span class="muted">{certificate.subject}</span>
        <span class="muted mono">{t('delete.serial', { serialNumber: certificate.serialNumber })}</span>
      </p>
      <Consequences certificates={[certificate]} now={now} />
      {certificate.status === 'verified' && <p class="muted">{t('delete.effect_verified')}</p>}
      {problem && <ProblemNotice problem={problem} title={t('delete.failed')} />}
    </Dialog>
  );
}
