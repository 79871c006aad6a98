import { displayName } from '../lib/certificates.js';
import { CERTIFICATE_FILES } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { DropZone } from '../ui/drop_zone.jsx';
import { PasteField } from '../ui/paste_field.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { useElsewhere } from './proof_elsewhere.js';

/**
 * The guide's step 6: upload the verification certificate.
 *
 * @param {object} props
 * @param {import('./use_proof.js').Proof} props.proof
 * @param {(files: File[]) => void} props.onFiles
 */
export function ProofUpload({ proof, onFiles }) {
  const { busy, progress, file, problem } = proof;
  const name = file?.name ?? t('upload.pasted');
  return (
    <section class="proof">
      <h3>{t('verify.step_upload')}</h3>
      <DropZone
        label={t('proof.choose')}
        description={t('proof.drop')}
        accept={CERTIFICATE_FILES}
        disabled={busy}
        onFiles={onFiles}
      />
      <PasteField onFiles={onFiles} />
      {busy && file && (
        <p class="proof-busy">
          {t('proof.checking_file', { name })}
          <progress max={1} value={progress} aria-label={t('upload.progress', { name })} />
        </p>
      )}
      {file && problem && (
        <ProblemNotice problem={problem} title={titleOf(problem, name)}>
          <UseItThere proof={proof} />
        </ProblemNotice>
      )}
    </section>
  );
}

/**
 * Only the registry's judgement is one about the proof.
 *
 * @param {import('../lib/problem.js').Problem} problem
 * @param {string} name
 */
function titleOf({ violations }, name) {
  return violations.length > 0 ? t('proof.failed_file', { name }) : t('proof.not_sent', { name });
}

/** Another of the tenant's CAs signed it: the proof belongs there. */
/** @param {{proof: import('./use_proof.js').Proof}} props */
function UseItThere({ proof }) {
  const { signer, useThere, busy, outcome } = useElsewhere(proof);
  if (!signer) return null;
  return (
    <>
      <button type="button" class="button button-primary" aria-disabled={busy} onClick={() => !busy && useThere()}>
        {t('elsewhere.use', { name: displayName(signer) })}
      </button>
      {outcome && <ProblemNotice problem={outcome} title={t('elsewhere.failed', { name: displayName(signer) })} />}
    </>
  );
}
