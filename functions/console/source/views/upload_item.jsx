import { certificateList, displayName, listedCertificate } from '../lib/certificates.js';
import { shortName } from '../lib/distinguished_name.js';
import { t } from '../lib/i18n.js';
import { leaveDialogFor, linkTo, swapDialog } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { absoluteDate, relativeTime, useNow } from '../lib/time.js';
import { ChangeButton } from '../ui/change_button.jsx';
import { Findings } from '../ui/findings.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { Seal } from '../ui/seal.jsx';
import { formatSize } from './field_list.jsx';
import { nameOf, remedyFor, uploads } from './upload_queue.js';

/** @typedef {import('./upload_queue.js').Upload} Upload */

/** @param {{upload: Upload}} props */
export function UploadItem({ upload }) {
  const { phase, file, progress } = upload;
  const name = nameOf(upload);
  const states = {
    checking: t('upload.checking'),
    accepted: t('upload.accepted'),
    rejected: t('upload.rejected'),
    uploading: t('upload.uploading'),
    uploaded: t('upload.uploaded'),
    duplicate: t('upload.duplicate'),
    failed: t('upload.failed'),
  };
  return (
    <li class="upload" data-phase={phase}>
      <div class="upload-head">
        <Icon name="file" size={20} />
        <p class="two-lines">
          <strong class="upload-name">{name}</strong>
          <span class="muted">{formatSize(file.size)}</span>
        </p>
        <span class="upload-state">{states[phase]}</span>
        {phase !== 'uploading' && phase !== 'uploaded' && (
          <button
            type="button"
            class="button button-icon"
            aria-label={t('upload.remove', { name })}
            onClick={() => uploads.remove(upload.key)}
          >
            <Icon name="close" size={16} />
          </button>
        )}
      </div>
      {phase === 'uploading' && <progress max={1} value={progress} aria-label={t('upload.progress', { name })} />}
      <UploadReport upload={upload} />
    </li>
  );
}

/** What is known of the file: the certificate in it, its warnings, or why it cannot enter. */
/** @param {{upload: Upload}} props */
function UploadReport({ upload }) {
  const { phase, problem, certificate } = upload;
  if (phase === 'duplicate' && problem) return <Duplicate id={problem.id} />;
  if (phase === 'rejected' && problem && problem.violations.length > 0) return <Rejected upload={upload} />;
  if (problem) {
    const retry = phase === 'failed' ? () => uploads.check(upload.key) : undefined;
    return (
      <div class="upload-report">
        <ProblemNotice problem={problem} onRetry={retry} />
      </div>
    );
  }
  return certificate && <Admitted upload={upload} certificate={certificate} />;
}

/** @param {{id: string}} props  of the certificate that is there */
function Duplicate({ id }) {
  return (
    <div class="upload-report">
      <p>{t('upload.duplicate_text')}</p>
      <button type="button" class="button button-secondary" onClick={() => leaveDialogFor(linkTo(id))}>
        {t('upload.duplicate_open')}
      </button>
    </div>
  );
}

/** @param {{upload: Upload}} props */
function Rejected({ upload }) {
  const violations = upload.problem?.violations ?? [];
  const remedy = remedyFor(upload.file, violations);
  return (
    <div class="upload-report">
      <p>{t('upload.rules_broken', { count: violations.length })}</p>
      <Findings findings={remedy ? violations.map(withoutHint) : violations} kind="violation" />
      {remedy && (
        <button
          type="button"
          class="button button-primary"
          onClick={() => uploads.replace(upload.key, remedy.files)}
        >
          {remedy.text}
        </button>
      )}
    </div>
  );
}

/**
 * The button is the remedy.
 *
 * @param {import('../lib/types.js').Finding} violation
 */
function withoutHint({ rule, message }) {
  return { rule, message };
}

/** @param {{upload: Upload, certificate: import('../lib/types.js').CaCertificate}} props */
function Admitted({ upload: { phase, warnings }, certificate }) {
  const now = useNow();
  return (
    <div class="upload-report">
      <p class="upload-subject">
        <Seal fingerprint={certificate.id} size={28} />
        <span>
          <strong>{shortName(certificate.subject)}</strong> · {certificate.keyAlgorithm} ·{' '}
          {t('upload.expires', {
            when: relativeTime(certificate.notAfter, now),
            date: absoluteDate(certificate.notAfter),
          })}
        </span>
      </p>
      {phase === 'accepted' && <RenewalNote certificate={certificate} />}
      {warnings.length > 0 && <Findings findings={warnings} kind="warning" eachRemedy />}
      {phase === 'uploaded' && certificate.status === 'verified' && <p>{t('upload.carried')}</p>}
      {phase === 'uploaded' && certificate.status === 'pending_verification' && (
        <div class="next-step">
          <p>{t('upload.next')}</p>
          <ChangeButton class="button button-primary" onClick={() => swapDialog('verify', certificate.id)}>
            {t('verify.button')}
          </ChangeButton>
        </div>
      )}
    </div>
  );
}

/** Possession of a key that is proven carries over to a renewal, as the dry run has foretold. */
/** @param {{certificate: import('../lib/types.js').CaCertificate}} props */
function RenewalNote({ certificate }) {
  useStore(certificateList);
  const { possessionCarriedFrom } = certificate;
  if (!possessionCarriedFrom) return null;
  const name = displayName(listedCertificate(possessionCarriedFrom) ?? certificate);
  return <p class="renewal">{t('upload.renewal', { name })}</p>;
}
