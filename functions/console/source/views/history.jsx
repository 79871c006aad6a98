import { useEffect, useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { t, tNamed } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { useNow } from '../lib/time.js';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { OneLineTime } from '../ui/time.jsx';

/** @typedef {import('../lib/types.js').AuditEvent} AuditEvent */

/**
 * What happened to a CA certificate, newest first.
 *
 * @param {{id: string, state: string | null}} props  `state` changes when something has happened
 */
export function History({ id, state }) {
  const [events, setEvents] = useState(/** @type {AuditEvent[]} */ ([]));
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));
  const now = useNow();

  /**
   * @param {AuditEvent[]} before  the events that the page is appended to
   * @param {string | null} from
   */
  async function load(before, from) {
    setProblem(null);
    try {
      const page = await api.listEvents(id, from);
      setEvents([...before, ...page.items]);
      setCursor(page.nextCursor);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }
  useEffect(() => {
    if (state) load([], null);
  }, [id, state]);

  return (
    <section class="field-list">
      <h2>{t('history.title')}</h2>
      <ol class="history">
        {events.map((event) => (
          <li key={event.id} data-outcome={event.outcome}>
            <span>{whatHappened(event)}</span>
            <OneLineTime time={event.at} now={now} />
          </li>
        ))}
      </ol>
      {problem && (
        <ProblemNotice problem={problem} title={t('history.failed')} onRetry={() => load(events, cursor)} />
      )}
      {cursor && !problem && (
        <button type="button" class="button button-secondary" onClick={() => load(events, cursor)}>
          {t('list.load_more')}
        </button>
      )}
    </section>
  );
}

/**
 * @param {AuditEvent} event
 * @returns {string}
 */
function whatHappened({ type, details }) {
  const { enabled, name, rules = [] } = details;
  /** @type {Record<string, string>} */
  const texts = {
    CaCertificateUploaded: t('history.uploaded'),
    VerificationCodeGenerated: t('history.code'),
    VerificationFailed: [t('history.refused'), ...rules.map((rule) => tNamed('rule', rule) ?? rule)].join(' · '),
    CaCertificateVerified: t('history.verified'),
    CaCertificateUpdated: [
      enabled === true && t('history.enabled'),
      enabled === false && t('history.disabled'),
      name && t('history.renamed', { name }),
      name === null && t('history.name_removed'),
    ]
      .filter(Boolean)
      .join(' · '),
    CaCertificateDeleted: t('history.deleted'),
    CaCertificateExpiringSoon: t('history.expiring'),
  };
  return texts[type] ?? type;
}
