import { useId, useState } from 'preact/hooks';
import { announce } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { saveFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { TRUST_STORE } from '../lib/router.js';
import { expiryState, useNow } from '../lib/time.js';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { useChange } from './use_change.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */

/** Whether devices of this CA are let in, and the proof that it is the tenant's. */
/** @param {import('./use_change.jsx').ChangeProps} props */
export function TrustSection({ tagged, onChanged }) {
  const { certificate, entityTag } = tagged;
  const { busy, change, trouble } = useChange({ tagged, onChanged });
  const now = useNow();
  const id = useId();
  const waiting = busy || entityTag === null;

  async function toggle() {
    const enabled = !certificate.enabled;
    if (await change({ enabled })) announce(whereItIs({ ...certificate, enabled }, now));
  }

  return (
    <section class="field-list" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('trust.title')}</h2>
      <div class="trust-row">
        <div>
          <p id={`${id}-state`} class="trust-state">
            {whereItIs(certificate, now)}
          </p>
          <p class="muted">
            {t('trust.copies')} <a href={TRUST_STORE}>{t('trust.link')}</a>
          </p>
        </div>
        <button
          type="button"
          role="switch"
          class="button switch"
          aria-checked={certificate.enabled}
          aria-describedby={`${id}-state`}
          // Not disabled while it is sent: that would drop the focus.
          aria-disabled={waiting}
          onClick={() => !waiting && toggle()}
        >
          <span class="switch-track" aria-hidden="true" />
          {t('trust.switch')}
        </button>
      </div>
      {trouble}
      {certificate.status === 'verified' && <Receipt certificate={certificate} />}
    </section>
  );
}

/**
 * @param {CaCertificate} certificate
 * @param {number} now
 */
function whereItIs({ status, enabled, notAfter }, now) {
  if (expiryState(notAfter, now) === 'expired') return t('trust.expired');
  if (status === 'pending_verification') return enabled ? t('trust.pending') : t('trust.pending_off');
  return enabled ? t('trust.on') : t('trust.off');
}

/** @param {{certificate: CaCertificate}} props */
function Receipt({ certificate }) {
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function download() {
    setProblem(null);
    try {
      saveFile(await api.downloadReceipt(certificate.id), `receipt-${certificate.id.slice(0, 16)}.jws`);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }

  return (
    <>
      <div class="trust-row">
        <p class="muted">{t('receipt.text')}</p>
        <button type="button" class="button button-secondary" onClick={download}>
          <Icon name="download" />
          {t('receipt.download')}
        </button>
      </div>
      {problem && <ProblemNotice problem={problem} title={t('receipt.failed')} onRetry={download} />}
    </>
  );
}
