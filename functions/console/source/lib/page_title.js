import { useEffect } from 'preact/hooks';
import { t } from './i18n.js';

/**
 * Names the tab after what it shows.
 *
 * @param {string} title
 */
export function usePageTitle(title) {
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title]);
}
