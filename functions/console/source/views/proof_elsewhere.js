import { useEffect, useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { swapDialog } from '../lib/router.js';
import { showVerified } from './verification.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/problem.js').Problem} Problem */

/**
 * A proof that was refused because another of the tenant's CAs signed it: which one, and the way to use it there.
 *
 * @param {import('./use_proof.js').Proof} proof
 */
export function useElsewhere({ file, problem }) {
  const [signer, setSigner] = useState(/** @type {CaCertificate | null} */ (null));
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState(/** @type {Problem | null} */ (null));

  useEffect(() => {
    setSigner(null);
    setOutcome(null);
    const named = problem?.violations.find(({ parameters }) => parameters?.otherCaId)?.parameters?.otherCaId;
    if (!named) return;
    // Without it there is no button, and the registry's own words say the same.
    api.getCertificate(named).then(
      ({ certificate }) => certificate.status === 'pending_verification' && setSigner(certificate),
      () => {},
    );
  }, [problem]);

  async function useThere() {
    if (!signer || !file) return;
    setBusy(true);
    setOutcome(null);
    try {
      showVerified(await api.proveByCertificate(signer.id, file, () => {}));
      swapDialog('verify', signer.id);
    } catch (error) {
      setBusy(false);
      if (!(error instanceof SessionEnded)) setOutcome(asProblem(error));
    }
  }

  return { signer, useThere, busy, outcome };
}
