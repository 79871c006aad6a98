import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { shortName } from '../lib/distinguished_name.js';
import { CERTIFICATE_FILES, readFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { useIntake } from '../lib/intake.js';
import { usePageTitle } from '../lib/page_title.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { DropZone } from '../ui/drop_zone.jsx';
import { Findings } from '../ui/findings.jsx';
import { Icon } from '../ui/icon.jsx';
import { PasteField } from '../ui/paste_field.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { ViewHeader } from '../ui/view_header.jsx';
import { CertificateChain } from './certificate_chain.jsx';
import { refusalWithoutSending } from './refusal.js';

/** @typedef {import('../lib/types.js').DeviceCheck} DeviceCheck */

/**
 * @typedef {object} Trial
 * @property {string} name
 * @property {DeviceCheck} [check]
 * @property {import('../lib/problem.js').Problem} [problem]
 */

/** Would this device be let in, and if not, why not? */
export function DeviceCheckView() {
  const [trial, setTrial] = useState(/** @type {Trial | null} */ (null));
  const latest = useRef(0);
  const busy = trial !== null && !trial.check && !trial.problem;

  /** @param {File[]} files  of which one is tried */
  async function take([chosen]) {
    latest.current += 1;
    const number = latest.current;
    const file = await readFile(chosen);
    const name = file.name ?? t('upload.pasted');
    const problem = refusalWithoutSending(file, t('try.private_key_hint'));
    setTrial({ name, problem: problem ?? undefined });
    if (problem) return;
    announce(t('proof.checking_file', { name }));
    /** @type {Partial<Trial>} */
    const outcome = await api.checkDeviceCertificate(file).then(
      (check) => ({ check }),
      (error) => (error instanceof SessionEnded ? {} : { problem: asProblem(error) }),
    );
    if (number === latest.current) setTrial({ name, ...outcome });
  }
  useIntake(take);
  usePageTitle(t('try.title'));

  return (
    <section aria-labelledby="view-title">
      <ViewHeader title={t('try.title')} lead={t('try.lead')} />
      <div class="try">
        <DropZone
          label={t('try.choose')}
          description={t('try.drop')}
          accept={CERTIFICATE_FILES}
          disabled={busy}
          onFiles={take}
        />
        <PasteField onFiles={take} />
        <p class="muted">{t('try.nothing_stored')}</p>
        {busy && <p class="loading">{t('proof.checking_file', { name: trial.name })}</p>}
        {trial?.problem && <ProblemNotice problem={trial.problem} title={t('try.failed', { name: trial.name })} />}
        {trial?.check && <Verdict name={trial.name} check={trial.check} />}
      </div>
    </section>
  );
}

/** @param {{name: string, check: DeviceCheck}} props */
function Verdict({ name, check }) {
  const { trusted, chain, reasons, warnings } = check;
  const title = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  useEffect(() => title.current?.focus(), [check]);
  return (
    <>
      <div class={`notice ${trusted ? 'notice-good' : 'notice-bad'} verdict`}>
        <Icon name={trusted ? 'check' : 'error'} size={24} />
        <div class="notice-body">
          <h2 ref={title} tabIndex={-1}>
            {trusted ? t('try.trusted') : t('try.not_trusted')}
          </h2>
          <p>
            {trusted
              ? t('try.trusted_text', { name, ca: shortName(chain[chain.length - 1].subject) })
              : t('try.not_trusted_text', { name, count: reasons.length })}
          </p>
        </div>
      </div>
      {chain.length > 0 && (
        <section class="panel">
          <h2>{t('chain.title')}</h2>
          <CertificateChain check={check} />
        </section>
      )}
      {warnings.length > 0 && (
        <section class="panel">
          <h2>{t('detail.warnings')}</h2>
          <Findings findings={warnings} kind="warning" eachRemedy />
        </section>
      )}
      {reasons.length > 0 && (
        <section class="panel">
          <h2>{t('try.reasons')}</h2>
          <Findings findings={reasons.map(withOwnHint)} kind="violation" eachRemedy />
        </section>
      )}
    </>
  );
}

/**
 * Where the API's hint is a request to send, what to do here.
 *
 * @param {import('../lib/types.js').Finding} reason
 */
function withOwnHint(reason) {
  return reason.rule === 'ca_disabled' ? { ...reason, hint: t('try.enable_hint') } : reason;
}
