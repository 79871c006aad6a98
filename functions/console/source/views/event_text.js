import { ruleTitle, t } from '../lib/i18n.js';

/**
 * @param {import('../lib/types.js').AuditEvent} event
 * @returns {string} what happened
 */
export function whatHappened({ type, details }) {
  const { enabled, name, rules = [], number = '', entries = 0 } = details;
  /** @type {Record<string, string>} */
  const texts = {
    CaCertificateUploaded: t('history.uploaded'),
    VerificationCodeGenerated: t('history.code'),
    VerificationFailed: [t('history.refused'), ...rules.map(ruleTitle)].join(' · '),
    CaCertificateVerified: t('history.verified'),
    CaCertificateUpdated: [
      enabled === true && t('history.enabled'),
      enabled === false && t('history.disabled'),
      name && t('history.renamed', { name }),
      name === null && t('history.name_removed'),
    ]
      .filter(Boolean)
      .join(' · '),
    RevocationListUpdated: t('history.list_updated', { number, count: entries }),
    RevocationListDeleted: t('history.list_deleted'),
    RevocationListExpiringSoon: t('history.list_due'),
    RevocationListExpired: t('history.list_overdue'),
    CaCertificateDeleted: t('history.deleted'),
    CaCertificateExpiringSoon: t('history.expiring'),
    SubscriptionCreated: [t('history.subscription_created'), name].join(' · '),
    SubscriptionDeleted: [t('history.subscription_ended'), name].join(' · '),
  };
  return texts[type] ?? type;
}
