import { certificateList, displayName } from '../lib/certificates.js';
import { shortName } from '../lib/distinguished_name.js';
import { t } from '../lib/i18n.js';
import { linkTo } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { useNow } from '../lib/time.js';
import { byId, standing, subordinatesOf, superiorsOf } from '../lib/trust.js';
import { Seal } from '../ui/seal.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */

/** Where a CA stands: those above it, from the root down, and those that it issued. */
/** @param {{certificate: CaCertificate}} props */
export function Lineage({ certificate }) {
  const { items } = useStore(certificateList);
  const superiors = superiorsOf(certificate, byId(items)).reverse();
  const subordinates = subordinatesOf(certificate, items);
  const top = superiors[0] ?? certificate;
  return (
    <section class="panel">
      <h2>{t('lineage.title')}</h2>
      <ol class="lineage">
        {!top.selfSigned && (
          <li class="lineage-node" data-state="missing">
            <span class="lineage-mark" aria-hidden="true" />
            <p>
              <strong>{shortName(top.issuer)}</strong>
              <span class="muted">{t('lineage.missing')}</span>
            </p>
          </li>
        )}
        {superiors.map((superior) => (
          <LineageNode key={superior.id} certificate={superior} role={t('lineage.superior')} />
        ))}
        <LineageNode certificate={certificate} role={t('lineage.this')} current />
      </ol>
      {subordinates.length > 0 && (
        <ul class="lineage lineage-below" aria-label={t('lineage.below', { count: subordinates.length })}>
          {subordinates.map((subordinate) => (
            <LineageNode key={subordinate.id} certificate={subordinate} role={t('lineage.subordinate')} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** @param {{certificate: CaCertificate, role: string, current?: boolean}} props */
function LineageNode({ certificate, role, current = false }) {
  const now = useNow();
  const name = displayName(certificate);
  return (
    <li class="lineage-node" aria-current={current || undefined}>
      <Seal fingerprint={certificate.id} size={36} state={standing(certificate, now)} />
      <p>
        {current ? <strong>{name}</strong> : <a href={linkTo(certificate.id)}>{name}</a>}
        <span class="muted">
          {role} · {stateText(certificate, now)}
        </span>
      </p>
    </li>
  );
}

/**
 * @param {CaCertificate} certificate
 * @param {number} now
 */
function stateText(certificate, now) {
  const texts = {
    good: t('status.verified'),
    waiting: t('status.pending_verification'),
    bad: t('state.expired'),
    off: t('status.disabled'),
  };
  return texts[standing(certificate, now)];
}
