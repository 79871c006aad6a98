import { loadRuleTitles, t } from '../lib/i18n.js';
import { laterStylesUrl } from '../lib/locations.js';
import { Store, useStore } from '../lib/store.js';

/** @typedef {typeof import('../views/later.js')} LaterViews */

/**
 * The views that the first one does without: loaded after it, in one file, with their styles in another.
 *
 * @type {Store<LaterViews | "loading" | "failed">}
 */
const views = new Store(/** @type {LaterViews | "loading" | "failed"} */ ('loading'));

/** Loads them, while the person looks at the first view. */
export function loadLaterViews() {
  if (views.value !== 'loading') return;
  Promise.all([import('../views/later.js'), loadStyles(), loadRuleTitles()]).then(
    ([loaded]) => views.set(loaded),
    () => views.set('failed'),
  );
}

/** @returns {Promise<unknown>} */
function loadStyles() {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = laterStylesUrl;
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = reject;
    document.head.append(link);
  });
}

/**
 * @param {{children: (views: LaterViews) => import('preact').ComponentChildren}} props
 */
export function Later({ children }) {
  const loaded = useStore(views);
  if (loaded === 'loading') return <p class="loading">{t('list.loading')}</p>;
  if (loaded !== 'failed') return <>{children(loaded)}</>;
  return (
    <div class="notice notice-bad" role="alert">
      <div class="notice-body">
        <p>{t('app.renewed')}</p>
        <button type="button" class="button button-secondary" onClick={() => location.reload()}>
          {t('app.reload')}
        </button>
      </div>
    </div>
  );
}
