import { t } from '../lib/i18n.js';
import { HELP, openDialog } from '../lib/router.js';
import { ChangeButton } from '../ui/change_button.jsx';
import { Icon } from '../ui/icon.jsx';
import { SealChain } from '../ui/seal_chain.jsx';
import { Requirements } from './requirements.jsx';

/** The list while it is empty: what to do first, and what comes after. */
export function FirstSteps() {
  const next = [
    [t('upload.title'), t('first.upload_text')],
    [t('verify.button'), t('first.sign_text')],
    [t('store.title'), t('first.trust_text')],
  ];
  return (
    <div class="first-steps">
      <SealChain />
      <h2>{t('first.title')}</h2>
      <p class="lead">{t('first.lead')}</p>
      <ChangeButton class="button button-primary button-large" onClick={() => openDialog('upload', '1')}>
        <Icon name="upload" />
        {t('first.upload_button')}
      </ChangeButton>
      <dl class="steps">
        {next.map(([title, text]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Requirements />
      <p>
        <a href={HELP}>{t('help.title')}</a>
      </p>
    </div>
  );
}
