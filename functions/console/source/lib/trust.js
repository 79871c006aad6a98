import { expiryState } from './time.js';

/** @typedef {import('./types.js').CaCertificate} CaCertificate */

/**
 * @param {CaCertificate} certificate
 * @param {number} now
 * @returns {boolean} whether it is in the trust store
 */
export function isTrusted({ status, enabled, notAfter }, now) {
  return status === 'verified' && enabled && expiryState(notAfter, now) !== 'expired';
}

/**
 * @param {CaCertificate} certificate
 * @param {number} now
 * @returns {"good" | "waiting" | "bad" | "off"} how it stands, for a colour
 */
export function standing(certificate, now) {
  if (expiryState(certificate.notAfter, now) === 'expired') return 'bad';
  if (!certificate.enabled) return 'off';
  return certificate.status === 'verified' ? 'good' : 'waiting';
}

/** @typedef {Map<string | null, CaCertificate>} ById */

/**
 * @param {CaCertificate[]} all
 * @returns {ById}
 */
export function byId(all) {
  return new Map(all.map((one) => [one.id, one]));
}

/**
 * @param {CaCertificate} certificate
 * @param {ById} all
 * @returns {CaCertificate[]} the CAs above it, the nearest first
 */
export function superiorsOf(certificate, all) {
  const superiors = new Set([certificate]);
  let above = all.get(certificate.superiorCaId);
  while (above && !superiors.has(above)) {
    superiors.add(above);
    above = all.get(above.superiorCaId);
  }
  superiors.delete(certificate);
  return [...superiors];
}

/**
 * @param {CaCertificate} certificate
 * @param {CaCertificate[]} all
 * @returns {CaCertificate[]} the CAs that it issued
 */
export function subordinatesOf(certificate, all) {
  return all.filter(({ id, superiorCaId }) => superiorCaId === certificate.id && id !== certificate.id);
}

/**
 * What changes in the trust store when CAs are disabled or deleted.
 *
 * @param {CaCertificate[]} chosen
 * @param {CaCertificate[]} all
 * @param {number} now
 */
export function consequencesOfLeaving(chosen, all, now) {
  const known = byId(all);
  const ids = new Set(chosen.map(({ id }) => id));
  const leaving = chosen.filter((one) => isTrusted(one, now));
  const others = all.filter((one) => !ids.has(one.id) && isTrusted(one, now));
  return {
    leaving,
    /** Those whose way up to a root leads through one that leaves. */
    subordinates: others.filter((other) => superiorsOf(other, known).some(({ id }) => ids.has(id))),
    /** Those whose devices still find a way up to another trusted CA, if they send the certificate along. */
    stillLetIn: leaving.filter((one) => superiorsOf(one, known).some((above) => !ids.has(above.id) && isTrusted(above, now))),
  };
}
