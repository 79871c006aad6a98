import { useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { DEVICE_CHECK } from '../lib/router.js';
import { serverSettings } from '../lib/server_settings.js';
import { sessionState } from '../lib/session.js';
import { useStore } from '../lib/store.js';
import { CommandBlock } from '../ui/command_block.jsx';
import { Tabs } from '../ui/tabs.jsx';

/** @param {string} server */
function whatListsMean(server) {
  /** @type {Record<string, string>} */
  const texts = {
    curl: t('store.lists_curl'),
    mosquitto: t('store.lists_mosquitto'),
    nginx: t('store.lists_nginx'),
    haproxy: t('store.lists_haproxy'),
  };
  return texts[server];
}

/** How servers are told to trust what is in the trust store. */
export function ServerSettings() {
  const { tenant } = useStore(sessionState);
  const servers = serverSettings(tenant);
  const [key, setKey] = useState(servers[0].key);
  const server = servers.find((one) => one.key === key) ?? servers[0];
  return (
    <section class="panel">
      <h2>{t('store.use')}</h2>
      <Tabs label={t('store.use')} tabs={servers} chosen={server.key} onChoose={setKey}>
        <CommandBlock command={server.text} what={t('store.settings', { server: server.title })} />
        <p class="muted">{server.isCopy ? t('store.again') : t('store.bucket')}</p>
        {server.lists && (
          <>
            <h3>{t('store.lists')}</h3>
            <CommandBlock command={server.lists} what={t('store.lists_settings', { server: server.title })} />
            <p class="muted">{whatListsMean(server.key)}</p>
          </>
        )}
      </Tabs>
      <p>
        <a href={DEVICE_CHECK}>{t('store.try')}</a>
      </p>
    </section>
  );
}
