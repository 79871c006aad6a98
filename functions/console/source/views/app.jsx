import { useEffect, useRef } from 'preact/hooks';
import { notice } from '../lib/announcer.js';
import { language, t } from '../lib/i18n.js';
import { linkTo, route } from '../lib/router.js';
import { sessionState } from '../lib/session.js';
import { useStore } from '../lib/store.js';
import { Icon } from '../ui/icon.jsx';
import { LiveRegion } from '../ui/live_region.jsx';
import { CertificateDetail } from './certificate_detail.jsx';
import { CertificateListView } from './certificate_list.jsx';
import { DeviceCheckView } from './device_check.jsx';
import { SignIn } from './sign_in.jsx';
import { TopBar } from './top_bar.jsx';
import { TrustStoreView } from './trust_store.jsx';
import { UploadDialog } from './upload_dialog.jsx';
import { VerifyDialog } from './verify_dialog.jsx';

/** The page as a whole. */
export function App() {
  const tag = useStore(language);
  const { phase } = useStore(sessionState);
  const { view, id, params } = useStore(route);
  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);
  useEffect(() => {
    const titles = {
      list: t('list.title'),
      detail: t('detail.title'),
      trust_store: t('store.title'),
      device_check: t('try.title'),
      unknown: t('unknown.title'),
    };
    document.title = `${titles[view]} · ${t('app.name')}`;
  }, [tag, view]);
  useFocusOnNewView(`${phase} ${view} ${id}`);

  const verified = params.get('verify');
  return (
    <>
      <a class="skip-link" href="#main" onClick={skipToMain}>
        {t('nav.skip')}
      </a>
      <TopBar />
      <main id="main" tabIndex={-1}>
        <LiveRegion />
        {phase === 'starting' && <p class="loading">{t('session.starting')}</p>}
        {phase === 'signed_out' && <SignIn />}
        {phase === 'signed_in' && (
          <>
            <Notice />
            {view === 'list' && <CertificateListView />}
            {view === 'detail' && <CertificateDetail key={id} id={id} />}
            {view === 'trust_store' && <TrustStoreView />}
            {view === 'device_check' && <DeviceCheckView />}
            {view === 'unknown' && <UnknownPlace />}
            {params.has('upload') && <UploadDialog />}
            {verified && <VerifyDialog key={verified} id={verified} />}
          </>
        )}
      </main>
    </>
  );
}

/**
 * Focus by script: the fragment is where the console keeps its place, so the link must not change it.
 *
 * @param {Event} event
 */
function skipToMain(event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/**
 * A new view takes the focus to its title, as a newly loaded page would.
 *
 * @param {string} place
 */
function useFocusOnNewView(place) {
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    const firstView = before.current.startsWith('starting');
    before.current = place;
    const title = /** @type {HTMLElement | null} */ (document.querySelector('[data-view-title]'));
    if (!firstView && !document.querySelector('dialog[open]')) {
      title?.focus();
      scrollTo(0, 0);
    }
  }, [place]);
}

/** What has just happened: visible here, read aloud by the live region. */
function Notice() {
  const text = useStore(notice);
  if (!text) return null;
  return (
    <div class="notice notice-good">
      <Icon name="check" />
      <p class="notice-body">{text}</p>
      <button
        type="button"
        class="button button-icon"
        aria-label={t('action.dismiss')}
        onClick={() => notice.set(null)}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}

function UnknownPlace() {
  return (
    <section class="empty">
      <h1 tabIndex={-1} data-view-title>
        {t('unknown.title')}
      </h1>
      <p>
        <a href={linkTo()}>{t('unknown.link')}</a>
      </p>
    </section>
  );
}
