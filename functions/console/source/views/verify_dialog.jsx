import { useEffect, useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { displayName, ensureCertificates, listedCertificate, showCertificate } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { Problem, SessionEnded, asProblem } from '../lib/problem.js';
import { closeDialog } from '../lib/router.js';
import { useNow } from '../lib/time.js';
import { Dialog } from '../ui/dialog.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { Seal } from '../ui/seal.jsx';
import { CodePanel } from './code_panel.jsx';
import { ProofUpload } from './proof_upload.jsx';
import { useProof } from './use_proof.js';
import { Verified } from './verified.jsx';
import { WaysToSign } from './ways_to_sign.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/types.js').VerificationCode} VerificationCode */

/** The guide's "Certificate Verification" pop-up. */
/** @param {{id: string}} props */
export function VerifyDialog({ id }) {
  const now = useNow();
  const [certificate, setCertificate] = useState(listedCertificate(id));
  const [code, setCode] = useState(/** @type {VerificationCode | null} */ (null));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const { proof, proveByFile, proveBySignature } = useProof(id, setCertificate);

  async function load() {
    setProblem(null);
    try {
      const { certificate: fresh } = await api.getCertificate(id);
      setCertificate(fresh);
      showCertificate(fresh);
      if (fresh.status === 'pending_verification') setCode(await activeOrNewCode(id));
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }
  useEffect(() => {
    load();
    // For "the next one" and "use it there".
    ensureCertificates();
  }, [id]);

  const verified = certificate?.status === 'verified';
  const expired = code !== null && Date.parse(code.expiresAt) <= now;
  const canProve = !verified && code !== null && !expired;
  return (
    <Dialog
      title={t('verify.title')}
      subtitle={certificate && displayName(certificate)}
      onClose={closeDialog}
      onFiles={canProve ? proveByFile : undefined}
      footer={
        <button
          type="button"
          class={`button ${verified ? 'button-primary' : 'button-secondary'}`}
          onClick={closeDialog}
        >
          {verified ? t('action.done') : t('action.close')}
        </button>
      }
    >
      {problem && <ProblemNotice problem={problem} onRetry={load} />}
      {!problem && !verified && !code && <p class="loading">{t('list.loading')}</p>}
      {verified && certificate && <Verified certificate={certificate} />}
      {!verified && certificate && code && (
        <>
          <section class="verify-code">
            <Seal fingerprint={id} size={44} state="waiting" />
            <CodePanel certificate={certificate} code={code} expired={expired} now={now} onCode={setCode} />
          </section>
          {canProve && (
            <>
              <WaysToSign
                certificate={certificate}
                code={code}
                proof={proof}
                onSignature={proveBySignature}
              />
              <ProofUpload proof={proof} onFiles={proveByFile} />
            </>
          )}
        </>
      )}
    </Dialog>
  );
}

/**
 * The code that is active; where none is, none is lost by making one.
 *
 * @param {string} id
 * @returns {Promise<VerificationCode>}
 */
async function activeOrNewCode(id) {
  try {
    return await api.getVerificationCode(id);
  } catch (error) {
    if (error instanceof Problem && error.code === 'no_active_verification_code') {
      return api.generateVerificationCode(id);
    }
    throw error;
  }
}
