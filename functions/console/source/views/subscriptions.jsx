import { useEffect, useId, useState } from 'preact/hooks';
import { announce } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { apiUrl } from '../lib/locations.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { TRUST_STORE_FILE } from '../lib/server_settings.js';
import { useNow } from '../lib/time.js';
import { ChangeButton } from '../ui/change_button.jsx';
import { CommandBlock } from '../ui/command_block.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { OneLineTime } from '../ui/time.jsx';
import { EndSubscriptionDialog } from './end_subscription_dialog.jsx';

/** @typedef {import('../lib/types.js').Subscription} Subscription */
/** @typedef {import('../lib/types.js').NewSubscription} NewSubscription */

/** The brokers that fetch the trust store by themselves, each with a token of its own. */
export function Subscriptions() {
  const [items, setItems] = useState(/** @type {Subscription[] | null} */ (null));
  const [created, setCreated] = useState(/** @type {NewSubscription | null} */ (null));
  const [ending, setEnding] = useState(/** @type {Subscription | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function load() {
    setProblem(null);
    try {
      setItems((await api.listSubscriptions()).items);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }
  useEffect(() => {
    load();
  }, []);

  return (
    <section class="panel">
      <h2>{t('subscription.title')}</h2>
      <p>{t('subscription.text')}</p>
      {created && <NewToken subscription={created} />}
      {problem && <ProblemNotice problem={problem} onRetry={load} />}
      {items?.length === 0 && <p class="muted">{t('subscription.none')}</p>}
      {items && items.length > 0 && <SubscriptionList items={items} onEnd={setEnding} />}
      <NewSubscriptionForm
        onCreated={(subscription) => {
          setCreated(subscription);
          load();
        }}
      />
      {ending && (
        <EndSubscriptionDialog
          subscription={ending}
          onClose={() => setEnding(null)}
          onEnded={() => {
            setEnding(null);
            if (created?.id === ending.id) setCreated(null);
            load();
          }}
        />
      )}
    </section>
  );
}

/** @param {{items: Subscription[], onEnd: (subscription: Subscription) => void}} props */
function SubscriptionList({ items, onEnd }) {
  const now = useNow();
  return (
    <ul class="subscriptions">
      {items.map((subscription) => (
        <li key={subscription.id}>
          <div>
            <strong>{subscription.name}</strong>
            <p class="muted">
              {t('subscription.created', { by: subscription.createdBy ?? '' })}{' '}
              <OneLineTime time={subscription.createdAt} now={now} />
            </p>
            <p class="muted">
              {t('subscription.last_used')}{' '}
              {subscription.lastUsedAt ? (
                <OneLineTime time={subscription.lastUsedAt} now={now} />
              ) : (
                t('subscription.never_used')
              )}
            </p>
          </div>
          <ChangeButton
            class="button button-danger"
            aria-label={t('subscription.end_named', { name: subscription.name })}
            onClick={() => onEnd(subscription)}
          >
            {t('subscription.end')}
          </ChangeButton>
        </li>
      ))}
    </ul>
  );
}

/** @param {{onCreated: (subscription: NewSubscription) => void}} props */
function NewSubscriptionForm({ onCreated }) {
  const id = useId();
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function create() {
    if (busy || !name.trim()) return;
    setBusy(true);
    setProblem(null);
    try {
      onCreated(await api.createSubscription(name.trim()));
      setName('');
      announce(t('subscription.created_notice'));
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
    setBusy(false);
  }

  return (
    <form
      class="labelled"
      onSubmit={(event) => {
        event.preventDefault();
        create();
      }}
    >
      <label for={id}>{t('subscription.name')}</label>
      <div class="one-line-form">
        <input
          id={id}
          type="text"
          maxLength={128}
          autocomplete="off"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <ChangeButton class="button button-secondary" aria-disabled={busy || !name.trim()} onClick={create}>
          {t('subscription.create')}
        </ChangeButton>
      </div>
      {problem && <ProblemNotice problem={problem} />}
    </form>
  );
}

/** The token, which is shown this once and never again. */
/** @param {{subscription: NewSubscription}} props */
function NewToken({ subscription: { name, token } }) {
  const command = `curl -sf ${apiUrl}truststore/subscribed -H "Authorization: Bearer $SUBSCRIPTION" -o ${TRUST_STORE_FILE}`;
  return (
    <div class="notice notice-waiting">
      <div class="notice-body">
        <p class="notice-title">{t('subscription.token', { name })}</p>
        <CommandBlock command={token} what={t('subscription.token_name')} />
        <p>{t('subscription.use')}</p>
        <CommandBlock command={command} />
      </div>
    </div>
  );
}
