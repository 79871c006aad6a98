import { t } from '../lib/i18n.js';
import { useIntake } from '../lib/intake.js';
import { usePageTitle } from '../lib/page_title.js';
import { sessionState } from '../lib/session.js';
import { useStore } from '../lib/store.js';
import { ViewHeader } from '../ui/view_header.jsx';
import { Field, FieldList } from './field_list.jsx';
import { Subscriptions } from './subscriptions.jsx';

/** Who is signed in and what they may do, and which brokers fetch the trust store. */
export function AccessView() {
  const { userName, tenant, role } = useStore(sessionState);
  usePageTitle(t('access.title'));
  useIntake();
  return (
    <section aria-labelledby="view-title">
      <ViewHeader title={t('access.title')} lead={t('access.lead')} />
      <div class="columns">
        <div class="column-main">
          <Subscriptions />
        </div>
        <FieldList title={t('access.you')}>
          <Field name={t('access.user')}>{userName}</Field>
          <Field name={t('access.tenant')} copy={tenant}>
            {tenant}
          </Field>
          <Field name={t('access.role')}>
            {role === 'reader' ? t('access.reader') : t('access.administrator')}
          </Field>
        </FieldList>
      </div>
    </section>
  );
}
