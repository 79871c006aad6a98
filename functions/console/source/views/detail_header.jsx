import { useState } from 'preact/hooks';
import { notify } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { displayName, showDeleted } from '../lib/certificates.js';
import { shortName } from '../lib/distinguished_name.js';
import { saveFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { listPlace } from '../lib/list_place.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { navigate } from '../lib/router.js';
import { choose } from '../lib/selection.js';
import { useNow } from '../lib/time.js';
import { standing } from '../lib/trust.js';
import { ExpiryBadge, ListBadge, StatusBadges } from '../ui/badges.jsx';
import { ChangeButton } from '../ui/change_button.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { Seal } from '../ui/seal.jsx';
import { DeleteDialog } from './delete_dialog.jsx';
import { RenameDialog } from './rename_dialog.jsx';

/** Which certificate it is, how it stands, and what can be done with it at any time. */
/** @param {import('./use_change.jsx').ChangeProps} props */
export function DetailHeader({ tagged, onChanged }) {
  const { certificate } = tagged;
  const now = useNow();
  const [dialog, setDialog] = useState(/** @type {"rename" | "delete" | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function download() {
    setProblem(null);
    try {
      const name = certificate.fileName ?? `${certificate.id.slice(0, 16)}.cer`;
      saveFile(await api.downloadCertificate(certificate.id), name);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }

  function deleted() {
    showDeleted(certificate.id);
    choose([certificate.id], false);
    navigate(listPlace.link, { replace: true });
    notify(t('delete.done', { name: displayName(certificate) }));
  }

  return (
    <>
      <div class="view-header detail-header">
        <Seal fingerprint={certificate.id} size={76} state={standing(certificate, now)} />
        <div>
          <h1 id="view-title" tabIndex={-1} data-view-title>
            {displayName(certificate)}
          </h1>
          {certificate.name && <p class="lead">{shortName(certificate.subject)}</p>}
          <p class="badges">
            <StatusBadges certificate={certificate} />
            <ExpiryBadge notAfter={certificate.notAfter} now={now} />
            <ListBadge crl={certificate.crl} now={now} />
          </p>
        </div>
        <div class="actions">
          <ChangeButton class="button button-secondary" onClick={() => setDialog('rename')}>
            <Icon name="edit" />
            {t('rename.button')}
          </ChangeButton>
          <button type="button" class="button button-secondary" onClick={download}>
            <Icon name="download" />
            {t('detail.download')}
          </button>
          <ChangeButton class="button button-danger" onClick={() => setDialog('delete')}>
            <Icon name="trash" />
            {t('action.delete')}
          </ChangeButton>
        </div>
      </div>
      {problem && <ProblemNotice problem={problem} title={t('detail.download_failed')} onRetry={download} />}
      {dialog === 'rename' && <RenameDialog tagged={tagged} onChanged={onChanged} onClose={() => setDialog(null)} />}
      {dialog === 'delete' && (
        <DeleteDialog certificate={certificate} onClose={() => setDialog(null)} onDeleted={deleted} />
      )}
    </>
  );
}
