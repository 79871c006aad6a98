import { restOfName, shortName } from '../lib/distinguished_name.js';
import { ruleTitle, t } from '../lib/i18n.js';
import { linkTo } from '../lib/router.js';
import { absoluteDate, expiryState, useNow } from '../lib/time.js';
import { Icon } from '../ui/icon.jsx';

/** @typedef {import('../lib/types.js').ChainLink} ChainLink */
/** @typedef {import('../lib/types.js').DeviceCheck} DeviceCheck */

/** Broken rules that lie in what is missing above the last certificate. */
const NO_ISSUER = ['issuer_unknown', 'signature_invalid'];

/**
 * The way from a device to a CA as a picture that is also a list: each certificate, and whether something is wrong.
 *
 * @param {{check: DeviceCheck}} props
 */
export function CertificateChain({ check: { trusted, chain, reasons } }) {
  const now = useNow();
  const last = chain[chain.length - 1];
  const missing = !trusted && !last.caId && reasons.some(({ rule }) => NO_ISSUER.includes(rule));
  return (
    <ol class="chain">
      {chain.map((link, index) => {
        const broken = brokenRules(link, reasons, now);
        const good = broken.length === 0;
        const name = shortName(link.subject);
        return (
          <li key={index} class="link" data-state={good ? (trusted ? 'good' : 'plain') : 'bad'}>
            <Mark good={good} />
            <p class="link-role">{link.caId ? t('chain.ca') : index === 0 ? t('chain.device') : t('chain.middle')}</p>
            <p class="link-name">{link.caId ? <a href={linkTo(link.caId)}>{name}</a> : name}</p>
            <p class="muted">{restOfName(link.subject)}</p>
            <p>{t('chain.valid', { from: absoluteDate(link.notBefore), until: absoluteDate(link.notAfter) })}</p>
            <p class="link-state">
              {!good && broken.map(ruleTitle).join(' · ')}
              {good && (trusted ? t('chain.good') : t('chain.plain'))}
            </p>
          </li>
        );
      })}
      {missing && (
        <li class="link" data-state="bad">
          <Mark good={false} />
          <p class="link-role">{t('chain.issuer')}</p>
          <p class="link-name">{shortName(last.issuer)}</p>
          <p class="link-state">{t('chain.missing')}</p>
        </li>
      )}
    </ol>
  );
}

/** @param {{good: boolean}} props */
function Mark({ good }) {
  return (
    <span class="link-mark">
      <Icon name={good ? 'check' : 'close'} />
    </span>
  );
}

/**
 * The rules that this very certificate breaks: by its dates, by its state here, or because a reason names it.
 *
 * @param {ChainLink} link
 * @param {DeviceCheck["reasons"]} reasons
 * @param {number} now
 */
function brokenRules(link, reasons, now) {
  const own = reasons.filter(
    ({ rule, parameters }) =>
      (link.caId && ['ca_pending_verification', 'ca_disabled', 'ca_expired'].includes(rule)) ||
      (parameters?.subject === link.subject && !(link.caId && NO_ISSUER.includes(rule))),
  );
  const rules = new Set(own.map(({ rule }) => rule));
  if (rules.size === 0 && expiryState(link.notAfter, now) === 'expired') rules.add('expired');
  if (Date.parse(link.notBefore) > now) rules.add('not_yet_valid');
  return [...rules];
}
