import * as api from '../lib/api.js';
import { useDeletion } from '../lib/deletion.js';
import { t } from '../lib/i18n.js';
import { ConfirmDialog } from '../ui/confirm_dialog.jsx';
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
  const { busy, problem, begin } = useDeletion(() => api.deleteSubscription(subscription.id), onEnded);
  return (
    <ConfirmDialog
      title={t('subscription.end_title', { name: subscription.name })}
      action={t('subscription.end')}
      busy={busy}
      onClose={onClose}
      onYes={begin}
    >
      <p>{t('subscription.end_text')}</p>
      {problem && <ProblemNotice problem={problem} />}
    </ConfirmDialog>
  );
}
