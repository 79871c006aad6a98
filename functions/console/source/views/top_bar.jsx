import { LANGUAGES, language, switchLanguage, t } from '../lib/i18n.js';
import { DEVICE_CHECK, TRUST_STORE, linkTo, route } from '../lib/router.js';
import { currentSession, sessionState } from '../lib/session.js';
import { useStore } from '../lib/store.js';
import { switchTheme, theme } from '../lib/theme.js';
import { Icon } from '../ui/icon.jsx';
import { Menu } from '../ui/menu.jsx';

/** The bar over every view: where one is, how it looks, and who is signed in. */
export function TopBar() {
  const session = useStore(sessionState);
  const { view } = useStore(route);
  const signedIn = session.phase === 'signed_in';
  return (
    <header class="top-bar">
      <div class="top-bar-row">
        <a class="brand" href={linkTo()}>
          <Icon name="shield" size={22} />
          <span>{t('app.name')}</span>
        </a>
        {signedIn && (
          <nav aria-label={t('nav.label')}>
            <Menu
              label={t('nav.product_development')}
              entries={[
                { title: t('list.title'), link: linkTo(), current: view === 'list' },
                { title: t('store.title'), link: TRUST_STORE, current: view === 'trust_store' },
                { title: t('try.title'), link: DEVICE_CHECK, current: view === 'device_check' },
              ]}
            />
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
    </header>
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
