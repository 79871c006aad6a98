import { useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { Dialog } from '../ui/dialog.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';

/**
 * Tells what ending a subscription means before it is done.
 *
 * @param {object} props
 * @param {import('../lib/types.js').Subscription} props.subscription
 * @param {() => void} props.onClose
 * @param {() => void} props.onEnded
 */
export function EndSubscriptionDialog({ subscription, onClose, onEnded }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function end() {
    setBusy(true);
    setProblem(null);
    try {
      await api.deleteSubscription(subscription.id);
      onEnded();
    } catch (error) {
      setBusy(false);
      if (error instanceof SessionEnded) return;
      const reason = asProblem(error);
      // Somebody else was faster: what was wanted is so.
      if (reason.status === 404) onEnded();
      else setProblem(reason);
    }
  }

  return (
    <Dialog
      title={t('subscription.end_title', { name: subscription.name })}
      onClose={onClose}
      size="narrow"
      footer={
        <>
          <button type="button" class="button button-secondary" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="button" class="button button-danger-strong" disabled={busy} onClick={end}>
            {t('subscription.end')}
          </button>
        </>
      }
    >
      <p>{t('subscription.end_text')}</p>
      {problem && <ProblemNotice problem={problem} />}
    </Dialog>
  );
}
