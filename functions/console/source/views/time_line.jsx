import { t } from '../lib/i18n.js';
import { useNow } from '../lib/time.js';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { OneLineTime } from '../ui/time.jsx';
import { whatHappened } from './event_text.js';

/** @typedef {import('../lib/types.js').AuditEvent} AuditEvent */

/**
 * Events, newest first: what happened, when, and whose doing it was.
 *
 * @param {object} props
 * @param {ReturnType<typeof import('./use_pages.js').usePages<AuditEvent>>} props.pages
 * @param {(event: AuditEvent) => import('preact').ComponentChildren} [props.subject]  to what it happened
 */
export function TimeLine({ pages, subject }) {
  const now = useNow();
  const { items, problem, hasMore, loadFirst, loadMore } = pages;
  return (
    <>
      <ol class="history">
        {items?.map((event) => (
          <li key={event.id} data-outcome={event.outcome}>
            <p>
              {whatHappened(event)} {subject?.(event)}
            </p>
            <p class="muted">
              <OneLineTime time={event.at} now={now} />
              {event.actorName && ` · ${event.actorName}`}
            </p>
          </li>
        ))}
      </ol>
      {problem && (
        <ProblemNotice problem={problem} title={t('history.failed')} onRetry={items ? loadMore : loadFirst} />
      )}
      {hasMore && (
        <button type="button" class="button button-secondary" onClick={loadMore}>
          {t('list.load_more')}
        </button>
      )}
    </>
  );
}
