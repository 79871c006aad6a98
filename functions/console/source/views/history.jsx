import { useEffect } from 'preact/hooks';
import * as api from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { TimeLine } from './time_line.jsx';
import { usePages } from './use_pages.js';

/**
 * What happened to a CA certificate, newest first.
 *
 * @param {{id: string, state: string | null}} props  `state` changes when something has happened
 */
export function History({ id, state }) {
  const pages = usePages((cursor) => api.listEvents(id, cursor));
  useEffect(() => {
    if (state) pages.loadFirst();
  }, [id, state]);
  return (
    <section class="panel">
      <h2>{t('history.title')}</h2>
      <TimeLine pages={pages} />
    </section>
  );
}
