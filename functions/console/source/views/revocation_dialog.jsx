import { useState } from 'preact/hooks';
import { announce, notify } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { displayName } from '../lib/certificates.js';
import { LIST_FILES, MAX_LIST_SIZE, readFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { waysToRevoke } from '../lib/revocation_commands.js';
import { Dialog } from '../ui/dialog.jsx';
import { DropZone } from '../ui/drop_zone.jsx';
import { PasteField } from '../ui/paste_field.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { Tabs } from '../ui/tabs.jsx';
import { Commands } from './commands.jsx';
import { FileNames, useFileNames } from './file_names.jsx';
import { refusalWithoutSending } from './refusal.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {{name: string, progress: number, problem: import('../lib/problem.js').Problem | null}} Sending */

/**
 * How a revocation list is made, and where it is uploaded.
 *
 * @param {object} props
 * @param {CaCertificate} props.certificate
 * @param {(fresh: import('../lib/types.js').TaggedCertificate) => void} props.onTaken
 * @param {() => void} props.onClose
 */
export function RevocationDialog({ certificate, onTaken, onClose }) {
  const [sending, setSending] = useState(/** @type {Sending | null} */ (null));
  const busy = sending !== null && !sending.problem;

  /** @param {File[]} files  of which one is taken */
  async function take([chosen]) {
    if (busy) return;
    const file = await readFile(chosen, MAX_LIST_SIZE);
    const name = file.name ?? t('upload.pasted');
    const refusal = refusalWithoutSending(file, t('crl.private_key_hint'), MAX_LIST_SIZE);
    setSending({ name, progress: 0, problem: refusal });
    if (refusal) return;
    announce(t('proof.checking_file', { name }));
    try {
      const send = (/** @type {number} */ progress) => setSending({ name, progress, problem: null });
      onTaken(await api.putRevocationList(certificate.id, file, send));
      notify(t('crl.taken_notice', { name: displayName(certificate) }));
      onClose();
    } catch (error) {
      if (!(error instanceof SessionEnded)) setSending({ name, progress: 0, problem: asProblem(error) });
    }
  }

  return (
    <Dialog
      title={t('crl.upload')}
      subtitle={displayName(certificate)}
      onClose={onClose}
      onFiles={take}
      footer={
        <button type="button" class="button button-secondary" onClick={onClose}>
          {t('action.close')}
        </button>
      }
    >
      <p class="lead">{t('crl.lead')}</p>
      <DropZone label={t('crl.choose')} description={t('crl.drop')} accept={LIST_FILES} disabled={busy} onFiles={take} />
      <PasteField onFiles={take} label={t('crl.paste_label')} kind="X509 CRL" />
      {busy && (
        <p class="proof-busy">
          {t('proof.checking_file', { name: sending.name })}
          <progress max={1} value={sending.progress} aria-label={t('upload.progress', { name: sending.name })} />
        </p>
      )}
      {sending?.problem && <ProblemNotice problem={sending.problem} title={titleOf(sending)} />}
      <WaysToRevoke certificate={certificate} />
    </Dialog>
  );
}

/**
 * Only the registry's judgement is one about the list.
 *
 * @param {Sending} sending
 */
function titleOf({ name, problem }) {
  return problem && problem.violations.length > 0 ? t('crl.refused', { name }) : t('proof.not_sent', { name });
}

/** @param {{certificate: CaCertificate}} props */
function WaysToRevoke({ certificate }) {
  const [names, setNames] = useFileNames(certificate);
  const ways = waysToRevoke(names, certificate.crl);
  const [key, setKey] = useState(ways[0].key);
  const way = ways.find((one) => one.key === key) ?? ways[0];
  return (
    <section class="ways">
      <h3>{t('crl.make')}</h3>
      <Tabs label={t('crl.make')} tabs={ways} chosen={key} onChoose={setKey}>
        {key === 'openssl' && <FileNames names={names} onNames={setNames} />}
        <p>{whatToKnow(key)}</p>
        <Commands commands={way.commands} />
      </Tabs>
    </section>
  );
}

/** @param {string} way */
function whatToKnow(way) {
  /** @type {Record<string, string>} */
  const texts = {
    openssl: t('crl.openssl'),
    stepCa: t('crl.step_ca'),
    vault: t('crl.vault'),
    awsPrivateCa: t('crl.aws_private_ca'),
  };
  return texts[way];
}
