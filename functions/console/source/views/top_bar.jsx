import { LANGUAGES, language, switchLanguage, t } from '../lib/i18n.js';
import { ACCESS, ACTIVITY, DEVICE_CHECK, HELP, TRUST_STORE, linkTo, route } from '../lib/router.js';
import { currentSession, sessionState } from '../lib/session.js';
import { useStore } from '../lib/store.js';
import { switchTheme, theme } from '../lib/theme.js';
import { Icon } from '../ui/icon.jsx';
import { Menu } from '../ui/menu.jsx';
import { Seal } from '../ui/seal.jsx';

/** The bar over every view: where one is, how it looks, and who is signed in. */
export function TopBar() {
  const session = useStore(sessionState);
  const { view } = useStore(route);
  const signedIn = session.phase === 'signed_in';
  const places = [
    { title: t('list.title'), link: linkTo(), current: view === 'list' || view === 'detail' },
    { title: t('store.title'), link: TRUST_STORE, current: view === 'trust_store' },
    { title: t('try.title'), link: DEVICE_CHECK, current: view === 'device_check' },
    { title: t('activity.title'), link: ACTIVITY, current: view === 'activity' },
    { title: t('access.title'), link: ACCESS, current: view === 'access' },
    { title: t('help.title'), link: HELP, current: view === 'help' },
  ];
  return (
    <header class="top-bar">
      <div class="top-bar-row">
        <a class="brand" href={linkTo()}>
          <Seal fingerprint="9f3b6c1d52e8" size={26} state="plain" />
          <span>{t('app.name')}</span>
        </a>
        {signedIn && (
          <nav aria-label={t('nav.label')}>
            <Menu label={t('nav.product_development')} entries={places} />
          </nav>
        )}
        <div class="top-bar-end">
          <LanguageSwitch />
          <ThemeSwitch />
          {signedIn && <span class="user-name">{session.userName}</span>}
          {signedIn && (
            <button type="button" class="button button-bar" onClick={() => currentSession().signOut()}>
              <Icon name="signOut" />
              <span class="wide-only">{t('session.sign_out')}</span>
              <span class="visually-hidden narrow-only">{t('session.sign_out')}</span>
            </button>
          )}
        </div>
      </div>
      {signedIn && <Sections places={places} />}
    </header>
  );
}

/** The menu's places once more, one click away. */
/** @param {{places: {title: string, link: string, current: boolean}[]}} props */
function Sections({ places }) {
  return (
    <nav class="sections" aria-label={t('nav.sections')}>
      <ul>
        {places.map(({ title, link, current }) => (
          <li key={link}>
            <a href={link} aria-current={current ? 'page' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Offers the other language, in that language. */
function LanguageSwitch() {
  const current = useStore(language);
  const other = LANGUAGES.find(({ tag }) => tag !== current) ?? LANGUAGES[0];
  return (
    <button
      type="button"
      class="button button-bar language-switch"
      lang={other.tag}
      onClick={() => switchLanguage(other.tag)}
    >
      <Icon name="language" />
      {other.name}
    </button>
  );
}

function ThemeSwitch() {
  const current = useStore(theme);
  const names = { system: t('theme.system'), light: t('theme.light'), dark: t('theme.dark') };
  const label = t('theme.label', { theme: names[current] });
  return (
    <button type="button" class="button button-bar" aria-label={label} title={label} onClick={switchTheme}>
      <Icon name={current} />
    </button>
  );
}
