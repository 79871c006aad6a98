import { useEffect, useRef } from 'preact/hooks';
import { notice } from '../lib/announcer.js';
import { language, t } from '../lib/i18n.js';
import { listPlace } from '../lib/list_place.js';
import { usePageTitle } from '../lib/page_title.js';
import { linkTo, route } from '../lib/router.js';
import { sessionState } from '../lib/session.js';
import { useStore } from '../lib/store.js';
import { Icon } from '../ui/icon.jsx';
import { Later, loadLaterViews } from '../ui/later.jsx';
import { LiveRegion } from '../ui/live_region.jsx';
import { CertificateListView } from './certificate_list.jsx';
import { SignIn } from './sign_in.jsx';
import { TopBar } from './top_bar.jsx';

/** The page as a whole. */
export function App() {
  const tag = useStore(language);
  const { phase } = useStore(sessionState);
  const { view, id } = useStore(route);
  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);
  useEffect(() => {
    if (phase === 'signed_in') loadLaterViews();
  }, [phase]);
  useFocusOnNewView(`${phase} ${view} ${id}`);

  return (
    <>
      <a class="skip-link" href="#main" onClick={skipToMain}>
        {t('nav.skip')}
      </a>
      <TopBar />
      {/* Another element once the session is known: the bar grows then, and nothing that is seen may jump. */}
      <main key={phase === 'starting'} id="main" tabIndex={-1}>
        <LiveRegion />
        {phase === 'starting' && <p class="loading">{t('session.starting')}</p>}
        {phase === 'signed_out' && <SignIn />}
        {/* Another language is another view: what the API says in it is asked for anew. */}
        {phase === 'signed_in' && <Place key={tag} />}
      </main>
    </>
  );
}

/** The view that the address names, and the pop-up over it. */
function Place() {
  const { view, id, params } = useStore(route);
  const verified = params.get('verify');
  return (
    <>
      <NoticeBar />
      {view === 'list' && <CertificateListView />}
      {view === 'detail' && <Later>{({ CertificateDetail }) => <CertificateDetail key={id} id={id} />}</Later>}
      {view === 'trust_store' && <Later>{({ TrustStoreView }) => <TrustStoreView />}</Later>}
      {view === 'device_check' && <Later>{({ DeviceCheckView }) => <DeviceCheckView />}</Later>}
      {view === 'activity' && <Later>{({ ActivityView }) => <ActivityView />}</Later>}
      {view === 'access' && <Later>{({ AccessView }) => <AccessView />}</Later>}
      {view === 'help' && <Later>{({ HelpView }) => <HelpView />}</Later>}
      {view === 'unknown' && <UnknownPlace />}
      {params.has('upload') && <Later>{({ UploadDialog }) => <UploadDialog />}</Later>}
      {verified && <Later>{({ VerifyDialog }) => <VerifyDialog key={verified} id={verified} />}</Later>}
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
 * A new view takes the focus to its title, as a newly loaded page would; the list, come back to, its own place.
 *
 * @param {string} place
 */
function useFocusOnNewView(place) {
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    const firstView = before.current.startsWith('starting');
    before.current = place;
    if (listPlace.takeComingBack() || firstView || document.querySelector('dialog[open]')) return;
    /** @type {HTMLElement | null} */ (document.querySelector('[data-view-title]'))?.focus();
    scrollTo(0, 0);
  }, [place]);
}

/** What has just happened: visible here, read aloud by the live region. */
function NoticeBar() {
  const shown = useStore(notice);
  if (!shown) return null;
  return (
    <div class={`notice notice-${shown.kind} notice-bar`}>
      <Icon name={shown.kind === 'good' ? 'check' : 'error'} />
      <p class="notice-body">{shown.text}</p>
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
  usePageTitle(t('unknown.title'));
  return (
    <section class="empty">
      <h1 tabIndex={-1} data-view-title>
        {t('unknown.title')}
      </h1>
      <p>{t('unknown.text')}</p>
      <p>
        <a href={linkTo()}>{t('unknown.link')}</a>
      </p>
    </section>
  );
}
