import { useEffect, useState } from 'preact/hooks';
import { readFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { toBase64 } from '../lib/pem.js';
import { DropZone } from '../ui/drop_zone.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';

/**
 * The signature algorithms that a key can make, by the beginning of its own algorithm's name.
 *
 * @type {[string, string[]][]}
 */
const ALGORITHMS_BY_KEY = [
  ['RSA', ['sha256WithRSAEncryption', 'sha384WithRSAEncryption', 'sha512WithRSAEncryption', 'rsassaPss']],
  ['EC', ['ecdsa-with-SHA256', 'ecdsa-with-SHA384', 'ecdsa-with-SHA512']],
];

/**
 * @param {string} keyAlgorithm
 * @returns {string[]}
 */
export function algorithmsFor(keyAlgorithm) {
  const found = ALGORITHMS_BY_KEY.find(([prefix]) => keyAlgorithm.startsWith(prefix));
  // Ed25519, Ed448 and ML-DSA sign in one way only, which has the key's own name.
  return found?.[1] ?? [keyAlgorithm];
}

/**
 * The form for a signature in the place of a certificate.
 *
 * @param {object} props
 * @param {string} props.keyAlgorithm  the CA's
 * @param {string} props.suggested  the algorithm that the commands above use
 * @param {import('./use_proof.js').Proof} props.proof
 * @param {(signature: {signature: string, algorithm: string}) => void} props.onSignature
 */
export function ProofBySignature({ keyAlgorithm, suggested, proof, onSignature }) {
  const { busy, file, problem } = proof;
  const algorithms = algorithmsFor(keyAlgorithm);
  const [algorithm, setAlgorithm] = useState(suggested);
  useEffect(() => setAlgorithm(suggested), [suggested]);
  const [signature, setSignature] = useState('');

  /** @param {File[]} files */
  async function take([chosen]) {
    const { bytes } = await readFile(chosen);
    setSignature(looksLikeBase64(bytes) ? new TextDecoder().decode(bytes).trim() : toBase64(bytes));
  }

  return (
    <form
      class="proof"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSignature({ signature: signature.replace(/\s+/g, ''), algorithm });
      }}
    >
      <DropZone label={t('signature.choose')} description={t('signature.drop')} disabled={busy} onFiles={take} />
      <label>
        {t('signature.base64')}
        <textarea
          class="mono"
          rows={4}
          required
          spellcheck={false}
          autocomplete="off"
          value={signature}
          onInput={(event) => setSignature(event.currentTarget.value)}
        />
      </label>
      <label>
        {t('signature.algorithm')}
        <select value={algorithm} onChange={(event) => setAlgorithm(event.currentTarget.value)}>
          {algorithms.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button button-primary" aria-disabled={busy}>
        {busy ? t('proof.checking') : t('signature.send')}
      </button>
      {!file && problem && <ProblemNotice problem={problem} title={t('signature.failed')} />}
    </form>
  );
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function looksLikeBase64(bytes) {
  const text = new TextDecoder('latin1').decode(bytes);
  return /^[A-Za-z0-9+/=\s]+$/.test(text);
}
