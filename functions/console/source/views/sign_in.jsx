import { useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { usePageTitle } from '../lib/page_title.js';
import { currentSession, sessionState } from '../lib/session.js';
import { useStore } from '../lib/store.js';
import { Icon } from '../ui/icon.jsx';
import { SealChain } from '../ui/seal_chain.jsx';

/** What someone sees who is not signed in, or no longer. */
export function SignIn() {
  const { reason } = useStore(sessionState);
  const [leaving, setLeaving] = useState(false);
  usePageTitle(t('session.sign_in'));
  return (
    <section class="sign-in">
      <SealChain />
      <h1 tabIndex={-1} data-view-title>
        {t('app.name')}
      </h1>
      <p class="lead">{t('session.lead')}</p>
      {reason && (
        <div class="notice notice-waiting" role="alert">
          <Icon name="warning" />
          <p>{reason === 'expired' ? t('session.expired') : t('session.failed')}</p>
        </div>
      )}
      <button
        type="button"
        class="button button-primary button-large"
        disabled={leaving}
        onClick={() => {
          setLeaving(true);
          currentSession()
            .signIn()
            .catch(() => setLeaving(false));
        }}
      >
        {t('session.sign_in')}
      </button>
      <ul class="sign-in-points">
        <li>{t('session.point_upload')}</li>
        <li>{t('session.point_prove')}</li>
        <li>{t('session.point_list')}</li>
      </ul>
    </section>
  );
}
