import { useEffect, useMemo, useState } from 'preact/hooks';
import { announce } from '../lib/announcer.js';
import { certificateList, ensureCertificates } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { useIntake } from '../lib/intake.js';
import { listed, readListing } from '../lib/listing.js';
import { usePageTitle } from '../lib/page_title.js';
import { openDialog, route } from '../lib/router.js';
import { selection } from '../lib/selection.js';
import { useStore } from '../lib/store.js';
import { useNow } from '../lib/time.js';
import { ChangeButton } from '../ui/change_button.jsx';
import { Icon } from '../ui/icon.jsx';
import { Later } from '../ui/later.jsx';
import { ViewHeader } from '../ui/view_header.jsx';
import { CertificateTable } from './certificate_table.jsx';
import { FirstSteps } from './first_steps.jsx';
import { ListToolbar } from './list_toolbar.jsx';
import { SelectionBar } from './selection_bar.jsx';
import { uploads } from './upload_queue.js';

/** The guide's "Device CA Certificate" page. */
export function CertificateListView() {
  const { params } = useStore(route);
  const { items, phase, problem } = useStore(certificateList);
  const chosenIds = useStore(selection);
  const chosen = items.filter(({ id }) => chosenIds.has(id));
  const [work, setWork] = useState(/** @type {import('./selection_bar.jsx').BulkWork | null} */ (null));
  const now = useNow();
  const listing = readListing(params);
  const place = `${listing.search} ${listing.state} ${listing.order.column} ${listing.order.descending}`;
  const found = useMemo(() => listed(items, listing, now), [items, place, now]);
  usePageTitle(t('list.title'));
  useEffect(() => {
    ensureCertificates();
  }, []);
  useEffect(() => {
    if (listing.search || listing.state) announce(t('list.found', { count: found.length }));
  }, [place]);
  useIntake((files) => {
    uploads.addFiles(files);
    openDialog('upload', '1');
  });

  const nothingYet = phase === 'loaded' && !problem && items.length === 0;
  return (
    <section aria-labelledby="view-title">
      <ViewHeader title={t('list.title')} lead={t('list.lead')}>
        <ChangeButton class="button button-primary" onClick={() => openDialog('upload', '1')}>
          <Icon name="upload" />
          {t('upload.title')}
        </ChangeButton>
      </ViewHeader>
      {nothingYet ? (
        <FirstSteps />
      ) : (
        <>
          <ListToolbar listing={listing} found={found.length} now={now} />
          {found.length > 0 && <CertificateTable items={found} order={listing.order} now={now} />}
          {found.length === 0 && phase === 'loaded' && !problem && <p class="empty">{t('list.none_found')}</p>}
          {chosen.length > 0 && <SelectionBar chosen={chosen} onWork={setWork} />}
        </>
      )}
      {work && <Later>{({ BulkDialog }) => <BulkDialog {...work} now={now} onClose={() => setWork(null)} />}</Later>}
    </section>
  );
}
