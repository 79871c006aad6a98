import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { displayName, moreOfName } from '../lib/certificates.js';
import { t, tNamed } from '../lib/i18n.js';
import { listPlace } from '../lib/list_place.js';
import { writeOrder } from '../lib/listing.js';
import { linkHere, linkTo, navigate, openDialog } from '../lib/router.js';
import { choose, selection } from '../lib/selection.js';
import { useStore } from '../lib/store.js';
import { standing } from '../lib/trust.js';
import { useVirtualRows } from '../lib/virtual_rows.js';
import { ListBadge, StatusBadges } from '../ui/badges.jsx';
import { ChangeButton } from '../ui/change_button.jsx';
import { Icon } from '../ui/icon.jsx';
import { Seal } from '../ui/seal.jsx';
import { ExpiryTime, TwoLineTime } from '../ui/time.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/listing.js').Column} Column */
/** @typedef {import('../lib/listing.js').Order} Order */

/** The height of a row in pixels, before it is measured. */
const ROW_HEIGHT = 58;

// The roles are said outright: at phone width the rows are laid out otherwise, which takes a table's own roles away.
/** @param {{items: CaCertificate[], order: Order, now: number}} props */
export function CertificateTable({ items, order, now }) {
  const chosen = useStore(selection);
  const frame = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [top, setTop] = useState(0);
  const openedId = useRef(listPlace.openedId);
  const scrollY = openedId.current ? listPlace.scrollY : 0;
  const { indexes, above, below, measure } = useVirtualRows({
    count: items.length,
    estimate: ROW_HEIGHT,
    keyOf: (index) => items[index].id,
    top,
    scrollY,
  });
  useLayoutEffect(() => setTop((frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  useListPlace(openedId.current, scrollY);

  return (
    <div ref={frame} class="table-frame">
      <table role="table" class="certificate-table" aria-rowcount={items.length + 1}>
        <caption class="visually-hidden">{t('list.caption')}</caption>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            <th role="columnheader" scope="col" class="cell-choice">
              <ChooseAll items={items} />
            </th>
            <ColumnHead column="name" order={order} />
            <ColumnHead column="status" order={order} />
            <th role="columnheader" scope="col">
              {t('field.key')}
            </th>
            <ColumnHead column="expires" order={order} />
            <ColumnHead column="uploaded" order={order} />
            <th role="columnheader" scope="col">
              <span class="visually-hidden">{t('list.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <Space height={above} />
          {indexes.map((index) => (
            <CertificateRow
              key={items[index].id}
              certificate={items[index]}
              index={index}
              now={now}
              chosen={chosen.has(items[index].id)}
              measure={measure}
            />
          ))}
          <Space height={below} />
        </tbody>
      </table>
    </div>
  );
}

/**
 * Keeps the place for the way back, and goes to it on coming back.
 *
 * @param {string | null} openedId
 * @param {number} scrollY
 */
function useListPlace(openedId, scrollY) {
  useLayoutEffect(() => {
    if (openedId) {
      scrollTo(0, scrollY);
      document.getElementById(`open-${openedId}`)?.focus({ preventScroll: true });
    }
    const keep = () => {
      listPlace.scrollY = window.scrollY;
    };
    addEventListener('scroll', keep, { passive: true });
    return () => removeEventListener('scroll', keep);
  }, []);
}

/** Stands in for the rows that are not drawn. */
/** @param {{height: number}} props */
function Space({ height }) {
  if (height <= 0) return null;
  return (
    <tr class="space" aria-hidden="true">
      <td colSpan={7} style={{ height: `${height}px` }} />
    </tr>
  );
}

/** @param {{column: Column, order: Order}} props */
function ColumnHead({ column, order }) {
  const sorted = order.column === column;
  const next = { column, descending: sorted ? !order.descending : column === 'uploaded' };
  const direction = order.descending ? 'descending' : 'ascending';
  return (
    <th role="columnheader" scope="col" aria-sort={sorted ? direction : undefined}>
      <button
        type="button"
        class="column-head"
        onClick={() => navigate(linkHere({ sort: writeOrder(next) }), { replace: true })}
      >
        {tNamed('column', column)}
        <Icon name={sorted ? (order.descending ? 'chevron' : 'up') : 'sort'} size={14} />
      </button>
    </th>
  );
}

/** @param {{items: CaCertificate[]}} props */
function ChooseAll({ items }) {
  const chosen = useStore(selection);
  const count = items.filter(({ id }) => chosen.has(id)).length;
  return (
    <label class="choice">
      <input
        type="checkbox"
        aria-label={t('list.choose_all', { count: items.length })}
        checked={count > 0 && count === items.length}
        indeterminate={count > 0 && count < items.length}
        onChange={(event) => choose(items.map(({ id }) => id), event.currentTarget.checked)}
      />
    </label>
  );
}

/**
 * @param {object} props
 * @param {CaCertificate} props.certificate
 * @param {number} props.index
 * @param {number} props.now
 * @param {boolean} props.chosen
 * @param {(row: HTMLTableRowElement | null) => void} props.measure
 */
function CertificateRow({ certificate, index, now, chosen, measure }) {
  const name = displayName(certificate);
  return (
    <tr ref={measure} role="row" data-index={index} aria-rowindex={index + 2} data-chosen={chosen || undefined}>
      <td role="cell" class="cell-choice">
        <label class="choice">
          <input
            type="checkbox"
            aria-label={t('list.choose', { name })}
            checked={chosen}
            onChange={(event) => choose([certificate.id], event.currentTarget.checked)}
          />
        </label>
      </td>
      <th role="rowheader" scope="row" class="cell-subject">
        <Seal fingerprint={certificate.id} state={standing(certificate, now)} />
        <span class="two-lines">
          <a id={`open-${certificate.id}`} href={linkTo(certificate.id)}>
            {name}
          </a>
          <span class="muted">{moreOfName(certificate) || certificate.fileName}</span>
        </span>
      </th>
      <td role="cell" class="cell-status">
        <span class="badges">
          <StatusBadges certificate={certificate} />
          <ListBadge crl={certificate.crl} now={now} />
        </span>
      </td>
      <td role="cell" class="cell-key">
        {certificate.keyAlgorithm}
      </td>
      <td role="cell" class="cell-expires">
        <ExpiryTime notAfter={certificate.notAfter} now={now} />
      </td>
      <td role="cell" class="cell-uploaded">
        <TwoLineTime time={certificate.uploadedAt} now={now} />
      </td>
      <td role="cell" class="cell-action">
        {certificate.status === 'pending_verification' && (
          <ChangeButton
            class="button button-secondary button-small"
            aria-label={t('verify.button_for', { name })}
            onClick={() => openDialog('verify', certificate.id)}
          >
            {t('verify.button')}
          </ChangeButton>
        )}
      </td>
    </tr>
  );
}
