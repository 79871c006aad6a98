import { useEffect } from 'preact/hooks';
import * as api from '../lib/api.js';
import { certificateList, displayName, ensureCertificates } from '../lib/certificates.js';
import { shortName } from '../lib/distinguished_name.js';
import { t } from '../lib/i18n.js';
import { useIntake } from '../lib/intake.js';
import { usePageTitle } from '../lib/page_title.js';
import { linkTo } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { ViewHeader } from '../ui/view_header.jsx';
import { TimeLine } from './time_line.jsx';
import { usePages } from './use_pages.js';

/** What happened to all of the tenant's CAs, those included that are deleted. */
export function ActivityView() {
  const pages = usePages(api.listAllEvents);
  usePageTitle(t('activity.title'));
  useIntake();
  useEffect(() => {
    pages.loadFirst();
    ensureCertificates();
  }, []);
  return (
    <section aria-labelledby="view-title">
      <ViewHeader title={t('activity.title')} lead={t('activity.lead')} />
      <section class="panel">
        {pages.items?.length === 0 && <p class="muted">{t('activity.none')}</p>}
        {!pages.items && !pages.problem && <p class="loading">{t('list.loading')}</p>}
        <TimeLine pages={pages} subject={(event) => <Subject event={event} />} />
      </section>
    </section>
  );
}

/** @param {{event: import('../lib/types.js').AuditEvent}} props */
function Subject({ event: { certificateId, details } }) {
  const { items } = useStore(certificateList);
  if (!certificateId) return null;
  const listed = items.find(({ id }) => id === certificateId);
  if (listed) return <a href={linkTo(certificateId)}>{displayName(listed)}</a>;
  // Deleted meanwhile: its events tell what it was called, where they do.
  const name = details.subject ? shortName(details.subject) : certificateId.slice(0, 16);
  return <span class="muted">{name}</span>;
}
