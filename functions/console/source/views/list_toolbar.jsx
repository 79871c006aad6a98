import { certificateList, refreshCertificates } from '../lib/certificates.js';
import { t, tNamed } from '../lib/i18n.js';
import { STATES, countByState, writeOrder } from '../lib/listing.js';
import { linkHere, navigate } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { Icon } from '../ui/icon.jsx';

/** @typedef {ReturnType<typeof import('../lib/listing.js').readListing>} Listing */

/** What is shown of the list, how much that is, and how far it has been loaded. */
/** @param {{listing: Listing, found: number, now: number}} props */
export function ListToolbar({ listing, found, now }) {
  return (
    <div class="toolbar">
      <StateFilter state={listing.state} now={now} />
      <div class="toolbar-end">
        <label class="search">
          <span class="visually-hidden">{t('list.search')}</span>
          <Icon name="search" />
          <input
            type="search"
            placeholder={t('list.search')}
            value={listing.search}
            onInput={(event) => navigate(linkHere({ q: event.currentTarget.value }), { replace: true })}
          />
        </label>
        <OrderChoice order={listing.order} />
      </div>
      <LoadLine found={found} />
    </div>
  );
}

/** @param {{state: Listing["state"], now: number}} props */
function StateFilter({ state, now }) {
  const { items } = useStore(certificateList);
  const counts = countByState(items, now);
  return (
    <fieldset class="filters">
      <legend class="visually-hidden">{t('list.filter')}</legend>
      {STATES.map((value) => (
        <label key={value} class="filter">
          <input
            type="radio"
            name="status"
            value={value}
            checked={state === value}
            onChange={() => navigate(linkHere({ status: value }), { replace: true })}
          />
          <span>
            {tNamed('state', value || 'all')} <span class="filter-count">{t('list.count', { number: counts[value] })}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** @type {import('../lib/listing.js').Order[]} */
const ORDERS = [
  { column: 'uploaded', descending: true },
  { column: 'uploaded', descending: false },
  { column: 'name', descending: false },
  { column: 'expires', descending: false },
  { column: 'status', descending: false },
];

/** For windows too narrow for the columns' heads. */
/** @param {{order: Listing["order"]}} props */
function OrderChoice({ order }) {
  const shown = ORDERS.map((one) => writeOrder(one) ?? '');
  return (
    <label class="order-choice">
      <span class="visually-hidden">{t('list.sort')}</span>
      <select
        value={writeOrder(order) ?? ''}
        onChange={(event) => navigate(linkHere({ sort: event.currentTarget.value }), { replace: true })}
      >
        {shown.map((value, index) => (
          <option key={value} value={value}>
            {[t('list.newest'), t('list.oldest'), t('list.by_name'), t('list.by_expiry'), t('list.by_status')][index]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** One line that stays where it is, whatever it says: nothing below it jumps. */
/** @param {{found: number}} props */
function LoadLine({ found }) {
  const { items, phase, problem } = useStore(certificateList);
  const loading = phase === 'loading';
  return (
    <div class="load-line" data-failed={problem ? true : undefined}>
      {problem && !loading ? (
        <p role="alert">
          <Icon name="error" size={16} />
          {t('list.load_failed')} {problem.requestId && t('problem.request_id', { requestId: problem.requestId })}
        </p>
      ) : (
        <p>
          {found === items.length
            ? t('list.shown', { count: items.length })
            : t('list.shown_of', { shown: found, count: items.length })}
          {loading && ` · ${t('list.loading_more')}`}
        </p>
      )}
      <button
        type="button"
        class="button button-quiet"
        // Not disabled while it loads: that would drop the focus.
        aria-disabled={loading}
        onClick={() => !loading && refreshCertificates()}
      >
        <Icon name="refresh" size={16} />
        {problem && !loading ? t('action.retry') : t('list.refresh')}
      </button>
      {loading && <progress aria-label={t('list.loading')} />}
    </div>
  );
}
