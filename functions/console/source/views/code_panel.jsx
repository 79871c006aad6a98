import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { DAY, absoluteTime } from '../lib/time.js';
import { CopyButton } from '../ui/copy_button.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';

/** @typedef {import('../lib/types.js').VerificationCode} VerificationCode */

/**
 * The code, how long it is valid, and the way to another.
 *
 * @param {object} props
 * @param {import('../lib/types.js').CaCertificate} props.certificate
 * @param {VerificationCode} props.code
 * @param {boolean} props.expired
 * @param {number} props.now
 * @param {(code: VerificationCode) => void} props.onCode
 */
export function CodePanel({ certificate, code, expired, now, onCode }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));
  const opener = useRef(/** @type {HTMLButtonElement | null} */ (null));

  function stopAsking() {
    setAsking(false);
    opener.current?.focus();
  }

  async function generate() {
    setBusy(true);
    setProblem(null);
    try {
      onCode(await api.generateVerificationCode(certificate.id));
      announce(t('code.generated'));
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
    setBusy(false);
    stopAsking();
  }

  return (
    <div class="code-panel">
      <h3>{t('code.title')}</h3>
      <div class="code-line" data-expired={expired || undefined}>
        <output class="code mono">{code.code}</output>
        {!expired && <CopyButton text={code.code} what={t('code.name')} label={t('code.copy')} />}
      </div>
      <div class="code-life">
        <p class="code-validity">
          <Icon name={expired ? 'error' : 'clock'} size={16} />
          {expired
            ? t('code.expired', { when: absoluteTime(code.expiresAt) })
            : t('code.valid', { left: timeLeft(code.expiresAt, now), when: absoluteTime(code.expiresAt) })}
        </p>
        <button
          ref={opener}
          type="button"
          class={`button ${expired ? 'button-primary' : 'button-quiet'}`}
          aria-expanded={expired ? undefined : asking}
          // A code that has expired already is not lost by another.
          onClick={() => (expired ? generate() : setAsking(!asking))}
        >
          <Icon name="refresh" />
          {t('code.generate')}
        </button>
      </div>
      {asking && <GenerateQuestion busy={busy} onYes={generate} onNo={stopAsking} />}
      {problem && <ProblemNotice problem={problem} title={t('code.generate_failed')} />}
    </div>
  );
}

/**
 * @param {string} expiresAt
 * @param {number} now
 * @returns {string} days while there are some
 */
function timeLeft(expiresAt, now) {
  const left = Date.parse(expiresAt) - now;
  if (left >= DAY) return t('code.days_left', { count: Math.round(left / DAY) });
  const minutes = Math.floor(left / 60_000);
  return t('code.time_left', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** @param {{busy: boolean, onYes: () => void, onNo: () => void}} props */
function GenerateQuestion({ busy, onYes, onNo }) {
  const no = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useEffect(() => no.current?.focus(), []);
  return (
    <div class="notice notice-waiting" role="group" aria-label={t('code.generate')}>
      <Icon name="warning" />
      <div class="notice-body">
        <p>{t('code.generate_warning')}</p>
        <div class="actions">
          <button ref={no} type="button" class="button button-secondary" onClick={onNo}>
            {t('code.generate_no')}
          </button>
          <button type="button" class="button button-secondary" disabled={busy} onClick={onYes}>
            {t('code.generate_yes')}
          </button>
        </div>
      </div>
    </div>
  );
}
