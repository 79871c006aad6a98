import { useState } from 'preact/hooks';
import { announce } from '../lib/announcer.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */

/**
 * @typedef {object} ProofProps
 * @property {CaCertificate} certificate
 * @property {(certificate: CaCertificate) => void} onVerified
 * @property {() => void} onTaken  it was verified already
 */

/**
 * Sends a proof and keeps what comes of it, whatever kind of proof it is.
 *
 * @param {ProofProps} props
 */
export function useProof({ onVerified, onTaken }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  /** @param {() => Promise<CaCertificate>} send */
  async function prove(send) {
    setBusy(true);
    setProblem(null);
    announce(t('proof.checking'));
    try {
      onVerified(await send());
    } catch (error) {
      if (error instanceof SessionEnded) return;
      const reason = asProblem(error);
      if (reason.code === 'already_verified') onTaken();
      else setProblem(reason);
    }
    setBusy(false);
  }

  return { busy, problem, prove, setProblem };
}
