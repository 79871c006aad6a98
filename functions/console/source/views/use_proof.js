import { useEffect, useRef, useState } from 'preact/hooks';
import { announce, notify } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { displayName } from '../lib/certificates.js';
import { readFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { refusalWithoutSending } from './refusal.js';
import { showVerified } from './verification.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/types.js').PickedFile} PickedFile */
/** @typedef {import('../lib/problem.js').Problem} Problem */

/**
 * @typedef {object} Proof  one attempt to prove possession
 * @property {boolean} busy
 * @property {number} progress  from 0 to 1
 * @property {PickedFile | null} file  null where the proof is a signature
 * @property {Problem | null} problem
 */

/** @type {Proof} */
const NONE = { busy: false, progress: 0, file: null, problem: null };

/**
 * Sends proofs for a CA and keeps what comes of the latest.
 *
 * @param {string} id
 * @param {(certificate: CaCertificate) => void} onVerified
 */
export function useProof(id, onVerified) {
  const [proof, setProof] = useState(NONE);
  const open = useRef(true);
  useEffect(() => () => {
    open.current = false;
  }, []);

  /**
   * @param {PickedFile | null} file
   * @param {() => Promise<CaCertificate>} send
   */
  async function prove(file, send) {
    setProof({ ...NONE, busy: true, file });
    announce(t('proof.checking'));
    try {
      succeed(await send());
    } catch (error) {
      if (error instanceof SessionEnded) return;
      const problem = asProblem(error);
      // Someone proved it in another window.
      if (problem.code === 'already_verified') await api.getCertificate(id).then((now) => succeed(now.certificate));
      else fail(file, problem);
    }
  }

  /** @param {CaCertificate} certificate */
  function succeed(certificate) {
    setProof(NONE);
    showVerified(certificate);
    onVerified(certificate);
  }

  /**
   * @param {PickedFile | null} file
   * @param {Problem} problem
   */
  async function fail(file, problem) {
    setProof({ ...NONE, file, problem });
    if (open.current) return;
    // Whoever has closed the pop-up meanwhile is told outside of it.
    const name = await api.getCertificate(id).then(({ certificate }) => displayName(certificate), () => id);
    notify(t('proof.failed_notice', { name }), 'bad');
  }

  /** @param {File[]} files  of which a proof is one */
  async function proveByFile([chosen]) {
    if (proof.busy) return;
    const file = await readFile(chosen);
    const refusal = refusalWithoutSending(file, t('files.private_key_hint_proof'));
    if (refusal) setProof({ ...NONE, file, problem: refusal });
    else await prove(file, () => api.proveByCertificate(id, file, (progress) => setProof({ ...NONE, busy: true, file, progress })));
  }

  /** @param {{signature: string, algorithm: string}} signature */
  const proveBySignature = (signature) => prove(null, () => api.proveBySignature(id, signature));

  return { proof, proveByFile, proveBySignature };
}
