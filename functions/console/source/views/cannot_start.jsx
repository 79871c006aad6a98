import { t } from '../lib/i18n.js';

/** The stack does not answer even with the console's configuration. */
export function CannotStart() {
  return (
    <main class="sign-in">
      <h1>{t('app.name')}</h1>
      <p role="alert">{t('app.cannot_start')}</p>
      <button type="button" class="button button-primary" onClick={() => location.reload()}>
        {t('action.retry')}
      </button>
    </main>
  );
}
