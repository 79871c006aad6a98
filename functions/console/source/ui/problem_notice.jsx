import { useEffect, useRef } from 'preact/hooks';
import { t, tNamed } from '../lib/i18n.js';
import { Findings } from './findings.jsx';
import { Icon } from './icon.jsx';

/**
 * Why something did not work: the problem's own words, every broken rule, and what can be done.
 *
 * @param {object} props
 * @param {import('../lib/problem.js').Problem} props.problem
 * @param {string} [props.title]  what was being done
 * @param {() => void} [props.onRetry]
 * @param {boolean} [props.reveal]  bring it into sight: it often appears below what was pressed
 * @param {import('preact').ComponentChildren} [props.children]  what can be done about it here
 */
export function ProblemNotice({ problem, title, onRetry, reveal = true, children }) {
  const notice = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    if (reveal) notice.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  const known = tNamed('problem', problem.code);
  // Broken rules say it all, each better than the problem as a whole.
  const broken = problem.violations.length > 0;
  return (
    <div ref={notice} class="notice notice-bad" role="alert">
      <Icon name="error" />
      <div class="notice-body">
        <p class="notice-title">{title ?? known ?? (problem.title || t('problem.unexpected_answer'))}</p>
        {title && known && !broken && <p>{known}</p>}
        {problem.detail && !broken && <p>{problem.detail}</p>}
        {broken && <Findings findings={problem.violations} kind="violation" />}
        {problem.requestId && problem.status >= 500 && (
          <p class="muted">{t('problem.request_id', { requestId: problem.requestId })}</p>
        )}
        {children}
        {onRetry && (
          <button type="button" class="button button-secondary" onClick={onRetry}>
            {t('action.retry')}
          </button>
        )}
      </div>
    </div>
  );
}
