import { useState } from 'preact/hooks';
import { notify } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { displayName } from '../lib/certificates.js';
import { saveFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { useNow } from '../lib/time.js';
import { ListBadge } from '../ui/badges.jsx';
import { ChangeButton } from '../ui/change_button.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { OneLineTime } from '../ui/time.jsx';
import { DeleteListDialog } from './delete_list_dialog.jsx';
import { Field } from './field_list.jsx';
import { RevocationDialog } from './revocation_dialog.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */

/**
 * The CA's revocation list: what it is, when the next one is due, and what can be done with it.
 *
 * @param {object} props
 * @param {CaCertificate} props.certificate
 * @param {(fresh: import('../lib/types.js').TaggedCertificate) => void} props.onChanged
 * @param {() => void} props.onReload
 */
export function Revocation({ certificate, onChanged, onReload }) {
  const { id, crl } = certificate;
  const [dialog, setDialog] = useState(/** @type {"upload" | "delete" | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));
  const name = displayName(certificate);

  async function download() {
    setProblem(null);
    try {
      saveFile(await api.downloadRevocationList(id), `${id.slice(0, 16)}.crl`);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }

  function deleted() {
    setDialog(null);
    notify(t('crl.deleted_notice', { name }));
    onReload();
  }

  return (
    <section class="panel" aria-labelledby="revocation">
      <h2 id="revocation">{t('crl.title')}</h2>
      {crl ? <Facts crl={crl} /> : <p>{t('crl.none')}</p>}
      <div class="actions">
        {certificate.status === 'verified' && (
          <ChangeButton class="button button-secondary" onClick={() => setDialog('upload')}>
            <Icon name="upload" />
            {crl ? t('crl.upload_newer') : t('crl.upload')}
          </ChangeButton>
        )}
        {crl && (
          <button type="button" class="button button-secondary" onClick={download}>
            <Icon name="download" />
            {t('crl.download')}
          </button>
        )}
        {crl && (
          <ChangeButton class="button button-danger" onClick={() => setDialog('delete')}>
            <Icon name="trash" />
            {t('crl.delete')}
          </ChangeButton>
        )}
      </div>
      {problem && <ProblemNotice problem={problem} title={t('crl.download_failed')} onRetry={download} />}
      {dialog === 'upload' && (
        <RevocationDialog certificate={certificate} onTaken={onChanged} onClose={() => setDialog(null)} />
      )}
      {dialog === 'delete' && (
        <DeleteListDialog certificate={certificate} onClose={() => setDialog(null)} onDeleted={deleted} />
      )}
    </section>
  );
}

/** @param {{crl: import('../lib/types.js').RevocationList}} props */
function Facts({ crl }) {
  const now = useNow();
  return (
    <dl>
      <Field name={t('crl.entries')}>{t('crl.entries_count', { count: crl.entries })}</Field>
      <Field name={t('crl.next_update')}>
        <OneLineTime time={crl.nextUpdate} now={now} /> <ListBadge crl={crl} now={now} />
      </Field>
      <Field name={t('crl.this_update')}>
        <OneLineTime time={crl.thisUpdate} now={now} />
      </Field>
      <Field name={t('crl.number')} mono>
        {crl.number}
      </Field>
    </dl>
  );
}
