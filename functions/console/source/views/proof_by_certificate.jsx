import { useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { readFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { CERTIFICATE_FILES, DropZone } from '../ui/drop_zone.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { refusalWithoutSending } from './refusal.js';
import { useProof } from './use_proof.js';

/** The guide's step 6: upload the verification certificate. */
/** @param {import('./use_proof.js').ProofProps} props */
export function ProofByCertificate(props) {
  const { busy, problem, prove, setProblem } = useProof(props);
  const [progress, setProgress] = useState(0);
  const [fileName, setFileName] = useState('');

  /** @param {File[]} files */
  async function take([chosen]) {
    setFileName(chosen.name);
    const file = await readFile(chosen);
    const refusal = refusalWithoutSending(file, chosen.size, t('files.private_key_hint_proof'));
    if (refusal) {
      setProblem(refusal);
      return;
    }
    setProgress(0);
    await prove(() => api.proveByCertificate(props.certificate.id, file, setProgress));
  }

  return (
    <div class="proof">
      <DropZone
        label={t('proof.choose')}
        description={t('proof.drop')}
        accept={CERTIFICATE_FILES}
        disabled={busy}
        onFiles={take}
      />
      {busy && (
        <p class="proof-busy">
          {t('proof.checking_file', { name: fileName })}
          <progress max={1} value={progress} aria-label={t('upload.progress', { name: fileName })} />
        </p>
      )}
      {problem && <ProblemNotice problem={problem} title={t('proof.failed_file', { name: fileName })} />}
    </div>
  );
}
