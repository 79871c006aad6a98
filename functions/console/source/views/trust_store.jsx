import { useEffect, useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { displayName, moreOfName } from '../lib/certificates.js';
import { saveFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { useIntake } from '../lib/intake.js';
import { usePageTitle } from '../lib/page_title.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { linkTo } from '../lib/router.js';
import { LISTS_FILE, TRUST_STORE_FILE } from '../lib/server_settings.js';
import { relativeTime, useNow } from '../lib/time.js';
import { Findings } from '../ui/findings.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { Seal } from '../ui/seal.jsx';
import { ExpiryTime } from '../ui/time.jsx';
import { ViewHeader } from '../ui/view_header.jsx';
import { ServerSettings } from './server_settings.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/problem.js').Problem} Problem */

/** What is trusted now, as a file for whatever ends the devices' TLS. */
export function TrustStoreView() {
  const [items, setItems] = useState(/** @type {CaCertificate[] | null} */ (null));
  const [warnings, setWarnings] = useState(/** @type {import('../lib/types.js').Finding[]} */ ([]));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [failed, setFailed] = useState(/** @type {{lists: boolean, problem: Problem} | null} */ (null));
  usePageTitle(t('store.title'));
  useIntake();

  async function load() {
    setProblem(null);
    try {
      const store = await api.getTrustStore();
      setItems(store.items);
      setWarnings(store.warnings);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }
  useEffect(() => {
    load();
  }, []);

  /** @param {boolean} lists  the revocation lists, and not the trust store */
  async function download(lists) {
    setFailed(null);
    try {
      if (lists) saveFile(await api.downloadTrustedLists(), LISTS_FILE);
      else saveFile(await api.downloadTrustStore(), TRUST_STORE_FILE);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setFailed({ lists, problem: asProblem(error) });
    }
  }

  return (
    <section aria-labelledby="view-title">
      <ViewHeader title={t('store.title')} lead={t('store.lead')}>
        {items && items.length > 0 && (
          <div class="actions">
            <button type="button" class="button button-primary" onClick={() => download(false)}>
              <Icon name="download" />
              {t('store.download')}
            </button>
            {items.some(({ crl }) => crl) && (
              <button type="button" class="button button-secondary" onClick={() => download(true)}>
                <Icon name="download" />
                {t('store.download_lists')}
              </button>
            )}
          </div>
        )}
      </ViewHeader>
      {failed && (
        <ProblemNotice
          problem={failed.problem}
          title={failed.lists ? t('crl.download_failed') : t('store.download_failed')}
          onRetry={() => download(failed.lists)}
        />
      )}
      {problem && <ProblemNotice problem={problem} title={t('store.load_failed')} onRetry={load} />}
      {!items && !problem && <p class="loading">{t('list.loading')}</p>}
      {items?.length === 0 && (
        <section class="panel">
          <h2>{t('store.empty')}</h2>
          <p>{t('store.empty_text')}</p>
          <p>
            <a href={linkTo()}>{t('unknown.link')}</a>
          </p>
        </section>
      )}
      {items && items.length > 0 && (
        <div class="columns">
          <div class="column-main">
            {warnings.length > 0 && <Findings findings={warnings} kind="warning" eachRemedy />}
            <Trusted items={items} />
          </div>
          <div class="column-side">
            <ServerSettings />
          </div>
        </div>
      )}
    </section>
  );
}

/** @param {{items: CaCertificate[]}} props */
function Trusted({ items }) {
  const now = useNow();
  const [latest] = [...items].sort((one, other) => (other.verifiedAt ?? '').localeCompare(one.verifiedAt ?? ''));
  return (
    <section class="panel" aria-labelledby="trusted-title">
      <h2 id="trusted-title">{t('store.count', { count: items.length })}</h2>
      {latest.verifiedAt && (
        <p class="muted">
          {t('store.latest', { name: displayName(latest), when: relativeTime(latest.verifiedAt, now) })}
        </p>
      )}
      <ul class="trusted">
        {items.map((ca) => (
          <li key={ca.id}>
            <Seal fingerprint={ca.id} state="good" />
            <span class="two-lines">
              <a href={linkTo(ca.id)}>{displayName(ca)}</a>
              <span class="muted">{[moreOfName(ca), ca.keyAlgorithm].filter(Boolean).join(' · ')}</span>
            </span>
            <ExpiryTime notAfter={ca.notAfter} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );
}
