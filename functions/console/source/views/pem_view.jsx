import { useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { certificateToPem, pemToDer, readPem } from '../lib/pem.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { CommandBlock } from '../ui/command_block.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { Field } from './field_list.jsx';

/** The certificate as text, and the fingerprints that other tools show; its file is read when this is unfolded. */
/** @param {{certificate: import('../lib/types.js').CaCertificate}} props */
export function PemView({ certificate: { id } }) {
  const [shown, setShown] = useState(/** @type {{pem: string, sha1: string} | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function load() {
    setProblem(null);
    try {
      const blob = await api.downloadCertificate(id);
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const [block] = readPem(bytes).certificates;
      const der = block ? pemToDer(block) : bytes;
      setShown({ pem: certificateToPem(der), sha1: await sha1(der) });
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }

  return (
    <details class="panel pem" onToggle={(event) => event.currentTarget.open && !shown && load()}>
      <summary>{t('pem.title')}</summary>
      {problem && <ProblemNotice problem={problem} title={t('detail.download_failed')} onRetry={load} />}
      {shown && (
        <>
          <dl>
            <Field name={t('field.id')} copy={id} mono>
              {id}
            </Field>
            <Field name={t('field.sha1')} copy={shown.sha1} mono>
              {shown.sha1}
            </Field>
          </dl>
          <CommandBlock command={shown.pem} what={t('pem.name')} />
        </>
      )}
    </details>
  );
}

/**
 * @param {Uint8Array<ArrayBuffer>} der
 * @returns {Promise<string>}
 */
async function sha1(der) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', der));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
