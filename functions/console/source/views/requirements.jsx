import { t } from '../lib/i18n.js';

/** What the guide asks of a device CA certificate. */
export function Requirements() {
  return (
    <section class="requirements">
      <h3>{t('requirements.title')}</h3>
      <ul>
        <li>{t('requirements.file')}</li>
        <li>{t('requirements.version')}</li>
        <li>{t('requirements.issuer')}</li>
        <li>{t('requirements.extensions')}</li>
        <li>{t('requirements.no_key')}</li>
      </ul>
    </section>
  );
}
