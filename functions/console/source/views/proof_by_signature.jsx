import { useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { pastedText, readFile, toBase64 } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { DropZone } from '../ui/drop_zone.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { useProof } from './use_proof.js';

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
function algorithmsFor(keyAlgorithm) {
  const found = ALGORITHMS_BY_KEY.find(([prefix]) => keyAlgorithm.startsWith(prefix));
  // Ed25519, Ed448 and ML-DSA sign in one way only, which has the key's own name.
  return found?.[1] ?? [keyAlgorithm];
}

/** For keys that cannot make certificates, in an HSM or a KMS: a signature over a text with the code in it. */
/** @param {import('./use_proof.js').ProofProps} props */
export function ProofBySignature(props) {
  const { busy, problem, prove } = useProof(props);
  const algorithms = algorithmsFor(props.certificate.keyAlgorithm);
  const [algorithm, setAlgorithm] = useState(algorithms[0]);
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
        const proof = { signature: signature.replace(/\s+/g, ''), algorithm };
        if (!busy) prove(() => api.proveBySignature(props.certificate.id, proof));
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
      {problem && <ProblemNotice problem={problem} title={t('signature.failed')} />}
    </form>
  );
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function looksLikeBase64(bytes) {
  const text = new TextDecoder('latin1').decode(bytes);
  return bytes.length === pastedText(text).bytes.length && /^[A-Za-z0-9+/=\s]+$/.test(text);
}
