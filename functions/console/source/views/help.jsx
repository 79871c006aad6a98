import { t } from '../lib/i18n.js';
import { useIntake } from '../lib/intake.js';
import { apiUrl, openApiUrl } from '../lib/locations.js';
import { usePageTitle } from '../lib/page_title.js';
import { CommandBlock } from '../ui/command_block.jsx';
import { ViewHeader } from '../ui/view_header.jsx';
import { Requirements } from './requirements.jsx';

/** The guide in its own words and steps, and where the API is described. */
export function HelpView() {
  usePageTitle(t('help.title'));
  useIntake();
  const upload = [t('guide.upload_1'), t('guide.upload_2')];
  const verify = [
    t('guide.verify_1'),
    t('guide.verify_2'),
    t('guide.verify_3'),
    t('guide.verify_4'),
    t('guide.verify_5'),
    t('guide.verify_6'),
  ];
  return (
    <section aria-labelledby="view-title">
      <ViewHeader title={t('help.title')} lead={t('help.lead')} />
      <div class="columns">
        <div class="column-main">
          <GuideSteps title={t('guide.upload')} steps={upload} />
          <GuideSteps title={t('guide.verify')} steps={verify} />
        </div>
        <div class="column-side">
          <Requirements />
          <section class="panel">
            <h2>{t('help.api')}</h2>
            <p>{t('help.api_text')}</p>
            <CommandBlock command={apiUrl.replace(/\/$/, '')} what={t('help.api_url')} />
            <p>
              <a href={openApiUrl}>{t('help.openapi')}</a>
            </p>
          </section>
        </div>
      </div>
    </section>
  );
}

/** @param {{title: string, steps: string[]}} props */
function GuideSteps({ title, steps }) {
  return (
    <section class="panel guide">
      <h2>{title}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}
