import { useEffect, useState } from 'preact/hooks';
import { announce } from '../lib/announcer.js';
import {
  certificateList,
  displayName,
  loadCertificates,
  loadMoreCertificates,
  moreOfName,
} from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { linkTo, navigate, openDialog, route } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { useNow } from '../lib/time.js';
import { StatusBadges } from '../ui/badges.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { ExpiryTime, TwoLineTime } from '../ui/time.jsx';
import { ViewHeader } from '../ui/view_header.jsx';
import { FirstSteps } from './first_steps.jsx';
import { uploads } from './upload_queue.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/certificates.js').CertificateList["status"]} StatusFilter */

/** A shorter piece of a fingerprint or serial number is in nearly all of them by chance. */
const SHORTEST_NUMBER = 5;

/** The guide's "Device CA Certificate" page. */
export function CertificateListView() {
  const { params } = useStore(route);
  const { items, nextCursor, phase, problem } = useStore(certificateList);
  const [search, setSearch] = useState('');
  const status = statusFilter(params.get('status'));
  const found = items.filter((item) => matches(item, search));

  useEffect(() => {
    loadCertificates(status, { keep: true });
  }, [status]);
  useEffect(() => {
    if (search) announce(t('list.found', { count: found.length }));
  }, [search]);
  useFilesDroppedOnThePage();

  const nothingYet = phase === 'ready' && !problem && items.length === 0 && !status;
  return (
    <section aria-labelledby="view-title">
      <ViewHeader title={t('list.title')} lead={t('list.lead')}>
        <button type="button" class="button button-primary" onClick={() => openDialog('upload', '1')}>
          <Icon name="upload" />
          {t('upload.title')}
        </button>
      </ViewHeader>
      {nothingYet ? (
        <FirstSteps />
      ) : (
        <>
          <Toolbar status={status} search={search} onSearch={setSearch} loading={phase === 'loading'} />
          {found.length > 0 && <CertificateTable items={found} />}
          {problem && (
            <ProblemNotice
              problem={problem}
              title={t('list.load_failed')}
              onRetry={() => (items.length > 0 ? loadMoreCertificates() : loadCertificates(status))}
            />
          )}
          {phase === 'loading' && items.length === 0 && <p class="loading">{t('list.loading')}</p>}
          {phase !== 'loading' && !problem && found.length === 0 && (
            <p class="empty">{search ? t('list.none_found') : t('list.none_with_status')}</p>
          )}
          <ListFooter shown={found.length} total={items.length} more={nextCursor !== null} searching={search !== ''} />
        </>
      )}
    </section>
  );
}

/**
 * @param {string | null} value
 * @returns {StatusFilter}
 */
function statusFilter(value) {
  return value === 'pending_verification' || value === 'verified' ? value : '';
}

/**
 * @param {CaCertificate} certificate
 * @param {string} search
 */
function matches(certificate, search) {
  const { name, subject, issuer, keyAlgorithm, fileName, id, serialNumber, subjectKeyIdentifier } = certificate;
  const words = [name ?? '', subject, issuer, keyAlgorithm, fileName ?? ''].join('\n').toLowerCase();
  const numbers = [id, serialNumber, subjectKeyIdentifier].join('\n');
  const wanted = search.trim().toLowerCase().split(/\s+/);
  return wanted.every((part) => words.includes(part) || (part.length >= SHORTEST_NUMBER && numbers.includes(part)));
}

/**
 * @param {{status: StatusFilter, search: string, onSearch: (text: string) => void, loading: boolean}} props
 */
function Toolbar({ status, search, onSearch, loading }) {
  /** @type {[StatusFilter, string][]} */
  const choices = [
    ['', t('list.filter_all')],
    ['pending_verification', t('status.pending_verification')],
    ['verified', t('status.verified')],
  ];
  return (
    <div class="toolbar">
      <fieldset class="segments">
        <legend class="visually-hidden">{t('list.filter')}</legend>
        {choices.map(([value, name]) => (
          <label key={value}>
            <input
              type="radio"
              name="status"
              value={value}
              checked={status === value}
              onChange={() => navigate(linkTo('', { status: value }), { replace: true })}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <label class="search">
        <span class="visually-hidden">{t('list.search')}</span>
        <Icon name="search" />
        <input
          type="search"
          placeholder={t('list.search')}
          value={search}
          onInput={(event) => onSearch(event.currentTarget.value)}
        />
      </label>
      <button
        type="button"
        class="button button-icon"
        aria-label={t('list.refresh')}
        title={t('list.refresh')}
        // Not disabled while it loads: that would drop the focus.
        aria-disabled={loading}
        onClick={() => !loading && loadCertificates(status, { keep: true })}
      >
        <Icon name="refresh" />
      </button>
    </div>
  );
}

// The roles are said outright: at phone width the rows are laid out as cards, which takes a table's own roles away.
/** @param {{items: CaCertificate[]}} props */
function CertificateTable({ items }) {
  const now = useNow();
  return (
    <div class="table-frame">
      <table role="table" class="certificate-table">
        <caption class="visually-hidden">{t('list.caption')}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {t('field.subject')}
            </th>
            <th role="columnheader" scope="col">
              {t('field.status')}
            </th>
            <th role="columnheader" scope="col">
              {t('field.key')}
            </th>
            <th role="columnheader" scope="col">
              {t('field.expires')}
            </th>
            <th role="columnheader" scope="col">
              {t('field.uploaded')}
            </th>
            <th role="columnheader" scope="col">
              <span class="visually-hidden">{t('list.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {items.map((item) => (
            <CertificateRow key={item.id} certificate={item} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** @param {{certificate: CaCertificate, now: number}} props */
function CertificateRow({ certificate, now }) {
  const name = displayName(certificate);
  return (
    <tr role="row">
      <th role="rowheader" scope="row" class="cell-subject">
        <span class="two-lines">
          <a href={linkTo(certificate.id)}>{name}</a>
          <span class="muted">{moreOfName(certificate) || certificate.fileName}</span>
        </span>
      </th>
      <td role="cell" class="cell-status">
        <span class="badges">
          <StatusBadges certificate={certificate} />
        </span>
      </td>
      <td role="cell" class="cell-key" data-label={t('field.key')}>
        {certificate.keyAlgorithm}
      </td>
      <td role="cell" class="cell-expires" data-label={t('field.expires')}>
        <ExpiryTime notAfter={certificate.notAfter} now={now} />
      </td>
      <td role="cell" class="cell-uploaded" data-label={t('field.uploaded')}>
        <TwoLineTime time={certificate.uploadedAt} now={now} />
      </td>
      <td role="cell" class="cell-action">
        {certificate.status === 'pending_verification' && (
          <button
            type="button"
            class="button button-secondary"
            aria-label={t('verify.button_for', { name })}
            onClick={() => openDialog('verify', certificate.id)}
          >
            {t('verify.button')}
          </button>
        )}
      </td>
    </tr>
  );
}

/** @param {{shown: number, total: number, more: boolean, searching: boolean}} props */
function ListFooter({ shown, total, more, searching }) {
  const { phase } = certificateList.value;
  if (total === 0) return null;
  return (
    <div class="list-footer">
      <p class="muted">
        {searching ? t('list.shown_of', { shown, count: total }) : t('list.shown', { count: total })}
        {searching && more && ` ${t('list.search_loaded_only')}`}
      </p>
      {more && (
        <button
          type="button"
          class="button button-secondary"
          aria-disabled={phase === 'loading_more'}
          onClick={() => phase === 'ready' && loadMoreCertificates()}
        >
          {phase === 'loading_more' ? t('list.loading') : t('list.load_more')}
        </button>
      )}
    </div>
  );
}

/** A file that is dropped anywhere on the list is a file to upload; left alone, the browser would go and show it. */
function useFilesDroppedOnThePage() {
  useEffect(() => {
    /** @param {DragEvent} event */
    const allow = (event) => event.preventDefault();
    /** @param {DragEvent} event */
    const take = (event) => {
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0 || document.querySelector('dialog[open]')) return;
      uploads.start(files);
      openDialog('upload', '1');
    };
    addEventListener('dragover', allow);
    addEventListener('drop', take);
    return () => {
      removeEventListener('dragover', allow);
      removeEventListener('drop', take);
    };
  }, []);
}
