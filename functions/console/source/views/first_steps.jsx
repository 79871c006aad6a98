import { t } from '../lib/i18n.js';
import { openDialog } from '../lib/router.js';
import { Icon } from '../ui/icon.jsx';
import { Requirements } from './requirements.jsx';

/** The list while it is empty: what to do first, and what comes after. */
export function FirstSteps() {
  return (
    <div class="first-steps">
      <h2>{t('first.title')}</h2>
      <p class="muted">{t('first.lead')}</p>
      <ol class="steps">
        <li>
          <h3>{t('first.upload_title')}</h3>
          <p>{t('first.upload_text')}</p>
          <button type="button" class="button button-secondary" onClick={() => openDialog('upload', '1')}>
            <Icon name="upload" />
            {t('first.upload_button')}
          </button>
        </li>
        <li>
          <h3>{t('first.sign_title')}</h3>
          <p>{t('first.sign_text')}</p>
        </li>
        <li>
          <h3>{t('first.prove_title')}</h3>
          <p>{t('first.prove_text')}</p>
        </li>
      </ol>
      <Requirements />
    </div>
  );
}
