import { useEffect, useRef, useState } from 'preact/hooks';
import { announce, notify } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { displayName, showCertificate, showDeleted } from '../lib/certificates.js';
import { t, tNamed } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { choose } from '../lib/selection.js';
import { standing } from '../lib/trust.js';
import { Consequences } from '../ui/consequences.jsx';
import { Dialog } from '../ui/dialog.jsx';
import { Seal } from '../ui/seal.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {"enable" | "disable" | "delete"} Action */
/** @typedef {Record<string, "done" | import('../lib/problem.js').Problem>} Outcomes  by the certificate's id */

/**
 * Does one thing to several CA certificates: told before what it means, and after what came of it, for each.
 *
 * @param {object} props
 * @param {Action} props.action
 * @param {CaCertificate[]} props.certificates
 * @param {number} props.now
 * @param {() => void} props.onClose
 */
export function BulkDialog({ action, certificates, now, onClose }) {
  const [outcomes, setOutcomes] = useState(/** @type {Outcomes} */ ({}));
  const [phase, setPhase] = useState(/** @type {"asking" | "busy" | "done"} */ ('asking'));
  const open = useRef(true);
  useEffect(() => () => {
    open.current = false;
  }, []);
  const count = certificates.length;
  const failed = Object.values(outcomes).filter((outcome) => outcome !== 'done').length;

  async function start() {
    setPhase('busy');
    /** @type {Outcomes} */
    let known = {};
    for (const certificate of certificates) {
      try {
        await perform(action, certificate.id);
        known = { ...known, [certificate.id]: 'done' };
      } catch (error) {
        if (error instanceof SessionEnded) return;
        known = { ...known, [certificate.id]: asProblem(error) };
      }
      setOutcomes(known);
    }
    choose(Object.keys(known).filter((id) => known[id] === 'done'), false);
    setPhase('done');
    const done = Object.values(known).filter((outcome) => outcome === 'done').length;
    // Whoever has closed the pop-up meanwhile is told outside of it.
    if (open.current) announce(t('bulk.done', { count: done }));
    else if (done === count) notify(t('bulk.done', { count: done }));
    else notify(`${t('bulk.done', { count: done })} ${t('bulk.failed', { count: count - done })}`, 'bad');
  }

  const titles = { enable: t('bulk.enable', { count }), disable: t('bulk.disable', { count }), delete: t('bulk.delete', { count }) };
  return (
    <Dialog
      title={titles[action]}
      onClose={onClose}
      footer={
        phase === 'done' ? (
          <button type="button" class="button button-primary" onClick={onClose}>
            {t('action.done')}
          </button>
        ) : (
          <>
            <button type="button" class="button button-secondary" onClick={onClose}>
              {phase === 'busy' ? t('action.close') : t('action.cancel')}
            </button>
            <button
              type="button"
              class={`button ${action === 'enable' ? 'button-primary' : 'button-danger-strong'}`}
              aria-disabled={phase === 'busy' || count === 0}
              onClick={() => phase === 'asking' && count > 0 && start()}
            >
              {phase === 'busy' ? t('bulk.busy', { done: Object.keys(outcomes).length, count }) : buttonText(action)}
            </button>
          </>
        )
      }
    >
      {phase === 'done' && (
        <p class={`notice ${failed > 0 ? 'notice-bad' : 'notice-good'}`} role="status">
          {t('bulk.done', { count: count - failed })} {failed > 0 && t('bulk.failed', { count: failed })}
        </p>
      )}
      {phase === 'asking' && <WhatItMeans action={action} certificates={certificates} now={now} />}
      <ul class="bulk-list" aria-label={titles[action]}>
        {certificates.map((certificate) => (
          <li key={certificate.id}>
            <Seal fingerprint={certificate.id} size={24} state={standing(certificate, now)} />
            <span class="bulk-name">{displayName(certificate)}</span>
            <Outcome outcome={outcomes[certificate.id]} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/**
 * @param {Action} action
 * @param {string} id
 */
async function perform(action, id) {
  if (action !== 'delete') {
    // No entity tag: this one switch is all that is changed, and it is meant whatever else has changed meanwhile.
    const { certificate } = await api.changeCertificate(id, { enabled: action === 'enable' }, null);
    showCertificate(certificate);
    return;
  }
  try {
    await api.deleteCertificate(id);
  } catch (error) {
    // Somebody else was faster: what was wanted is so.
    if (asProblem(error).status !== 404) throw error;
  }
  showDeleted(id);
}

/** @param {Action} action */
function buttonText(action) {
  if (action === 'enable') return t('action.enable');
  return action === 'disable' ? t('action.disable') : t('delete.confirm');
}

/** @param {{action: Action, certificates: CaCertificate[], now: number}} props */
function WhatItMeans({ action, certificates, now }) {
  if (certificates.length === 0) return <p>{t('bulk.nothing')}</p>;
  if (action === 'enable') return <p>{t('bulk.enable_text')}</p>;
  return (
    <>
      {action === 'delete' && <p>{t('delete.question')}</p>}
      <Consequences certificates={certificates} now={now} />
    </>
  );
}

/** @param {{outcome: Outcomes[string] | undefined}} props */
function Outcome({ outcome }) {
  if (!outcome) return null;
  if (outcome === 'done') return <span class="outcome-good">{t('bulk.one_done')}</span>;
  return <span class="outcome-bad">{tNamed('problem', outcome.code) ?? outcome.detail}</span>;
}
