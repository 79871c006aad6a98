import { useEffect, useRef, useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { certificateList, displayName } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { Problem, SessionEnded, asProblem } from '../lib/problem.js';
import { closeDialog } from '../lib/router.js';
import { Dialog } from '../ui/dialog.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { CodePanel } from './code_panel.jsx';
import { ProofByCertificate } from './proof_by_certificate.jsx';
import { ProofBySignature } from './proof_by_signature.jsx';
import { ProofCommands, waysToProve } from './proof_commands.jsx';
import { showVerified } from './verification.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/types.js').VerificationCode} VerificationCode */

/** The guide's "Certificate Verification" pop-up. */
/** @param {{id: string}} props */
export function VerifyDialog({ id }) {
  const listed = certificateList.value.items.find((item) => item.id === id) ?? null;
  const [certificate, setCertificate] = useState(listed);
  const [code, setCode] = useState(/** @type {VerificationCode | null} */ (null));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function load() {
    setProblem(null);
    try {
      const fresh = certificate ?? (await api.getCertificate(id)).certificate;
      setCertificate(fresh);
      if (fresh.status === 'pending_verification') setCode(await activeOrNewCode(id));
    } catch (error) {
      if (error instanceof SessionEnded) return;
      const reason = asProblem(error);
      if (reason.code === 'already_verified') await takeVerified();
      else setProblem(reason);
    }
  }
  useEffect(() => {
    load();
  }, [id]);

  /** Someone proved it in another window. */
  async function takeVerified() {
    const fresh = await api.getCertificate(id).catch(() => null);
    if (fresh) verified(fresh.certificate);
  }

  /** @param {CaCertificate} fresh */
  function verified(fresh) {
    setCertificate(fresh);
    showVerified(fresh);
  }

  const done = certificate?.status === 'verified';
  return (
    <Dialog
      title={t('verify.title')}
      subtitle={certificate && displayName(certificate)}
      onClose={closeDialog}
      footer={
        <button type="button" class={`button ${done ? 'button-primary' : 'button-secondary'}`} onClick={closeDialog}>
          {done ? t('action.done') : t('action.close')}
        </button>
      }
    >
      {problem && <ProblemNotice problem={problem} onRetry={load} />}
      {!problem && !done && !code && <p class="loading">{t('list.loading')}</p>}
      {done && certificate && <Verified certificate={certificate} />}
      {!done && certificate && code && (
        <ProofSteps
          certificate={certificate}
          code={code}
          onCode={setCode}
          onVerified={verified}
          onTaken={takeVerified}
        />
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

/**
 * @param {object} props
 * @param {CaCertificate} props.certificate
 * @param {VerificationCode} props.code
 * @param {(code: VerificationCode) => void} props.onCode
 * @param {(certificate: CaCertificate) => void} props.onVerified
 * @param {() => void} props.onTaken  it was verified already
 */
function ProofSteps({ certificate, code, onCode, onVerified, onTaken }) {
  const ways = waysToProve(code.commands, certificate.keyAlgorithm);
  const [way, setWay] = useState(ways[0]?.key ?? 'openssl');
  const proof = { certificate, onVerified, onTaken };
  return (
    <ol class="proof-steps">
      <li>
        <h3>{t('verify.step_code')}</h3>
        <CodePanel certificate={certificate} code={code} onCode={onCode} />
      </li>
      <li>
        <h3>{t('verify.step_sign')}</h3>
        <ProofCommands certificate={certificate} ways={ways} way={way} onWay={setWay} />
      </li>
      <li>
        {way === 'signature' ? (
          <>
            <h3>{t('verify.step_signature')}</h3>
            <ProofBySignature {...proof} />
          </>
        ) : (
          <>
            <h3>{t('verify.step_upload')}</h3>
            <ProofByCertificate {...proof} />
          </>
        )}
      </li>
    </ol>
  );
}

/** @param {{certificate: CaCertificate}} props */
function Verified({ certificate }) {
  const title = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  // What had the focus, the proof's own button, is gone.
  useEffect(() => title.current?.focus(), []);
  return (
    <div class="verified">
      <span class="verified-mark">
        <Icon name="check" size={36} />
      </span>
      <h3 ref={title} tabIndex={-1}>
        {t('verify.done')}
      </h3>
      <p>{t('verify.done_text', { name: displayName(certificate) })}</p>
    </div>
  );
}
