import { useEffect, useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { displayName, moreOfName } from '../lib/certificates.js';
import { saveFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { DEVICE_CHECK, linkTo } from '../lib/router.js';
import { useNow } from '../lib/time.js';
import { CommandBlock } from '../ui/command_block.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { Tabs } from '../ui/tabs.jsx';
import { ExpiryTime } from '../ui/time.jsx';
import { ViewHeader } from '../ui/view_header.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/problem.js').Problem} Problem */

const FILE_NAME = 'truststore.pem';

/** What is trusted now, as a file for whatever ends the devices' TLS. */
export function TrustStoreView() {
  const [items, setItems] = useState(/** @type {CaCertificate[] | null} */ (null));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [downloadProblem, setDownloadProblem] = useState(/** @type {Problem | null} */ (null));
  const now = useNow();

  async function load() {
    setProblem(null);
    try {
      setItems((await api.getTrustStore()).items);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }
  useEffect(() => {
    load();
  }, []);

  async function download() {
    setDownloadProblem(null);
    try {
      saveFile(await api.downloadTrustStore(), FILE_NAME);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setDownloadProblem(asProblem(error));
    }
  }

  return (
    <section aria-labelledby="view-title">
      <ViewHeader title={t('store.title')} lead={t('store.lead')}>
        {items && items.length > 0 && (
          <button type="button" class="button button-primary" onClick={download}>
            <Icon name="download" />
            {t('store.download')}
          </button>
        )}
      </ViewHeader>
      {downloadProblem && (
        <ProblemNotice problem={downloadProblem} title={t('store.download_failed')} onRetry={download} />
      )}
      {problem && <ProblemNotice problem={problem} title={t('store.load_failed')} onRetry={load} />}
      {!items && !problem && <p class="loading">{t('list.loading')}</p>}
      {items?.length === 0 && (
        <section class="first-steps">
          <h2>{t('store.empty')}</h2>
          <p>{t('store.empty_text')}</p>
          <p>
            <a href={linkTo()}>{t('unknown.link')}</a>
          </p>
        </section>
      )}
      {items && items.length > 0 && (
        <>
          <h2 class="trusted-title">{t('store.count', { count: items.length })}</h2>
          <ul class="trusted">
            {items.map((ca) => (
              <li key={ca.id}>
                <Icon name="shield" size={20} />
                <span class="two-lines">
                  <a href={linkTo(ca.id)}>{displayName(ca)}</a>
                  <span class="muted">{moreOfName(ca)}</span>
                </span>
                <span class="muted">{ca.keyAlgorithm}</span>
                <span class="two-lines">
                  <span class="muted">{t('field.expires')}</span>
                  <ExpiryTime notAfter={ca.notAfter} now={now} />
                </span>
              </li>
            ))}
          </ul>
          <Usage />
        </>
      )}
    </section>
  );
}

/** @type {{key: string, title: string, text: string}[]} the file is what it is called after its download */
const SERVERS = [
  {
    key: 'mosquitto',
    title: 'mosquitto',
    text: `listener 8883
cafile /etc/mosquitto/certs/${FILE_NAME}
certfile /etc/mosquitto/certs/server.crt
keyfile /etc/mosquitto/certs/server.key
require_certificate true`,
  },
  {
    key: 'nginx',
    title: 'NGINX',
    text: `ssl_client_certificate /etc/nginx/${FILE_NAME};
ssl_verify_client on;
ssl_verify_depth 4;`,
  },
];

function Usage() {
  const [server, setServer] = useState(SERVERS[0]);
  return (
    <section class="field-list">
      <h2>{t('store.use')}</h2>
      <Tabs
        label={t('store.use')}
        tabs={SERVERS}
        chosen={server.key}
        onChoose={(key) => setServer(SERVERS.find((one) => one.key === key) ?? SERVERS[0])}
      >
        <CommandBlock command={server.text} what={t('store.settings', { server: server.title })} />
        <p class="muted">{t('store.again')}</p>
        <p>
          <a href={DEVICE_CHECK}>{t('store.try')}</a>
        </p>
      </Tabs>
    </section>
  );
}
