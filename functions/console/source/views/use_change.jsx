import { useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/types.js').CertificateChange} CertificateChange */
/** @typedef {import('../lib/types.js').TaggedCertificate} TaggedCertificate */

/**
 * @typedef {object} ChangeProps
 * @property {TaggedCertificate} tagged
 * @property {(fresh: TaggedCertificate) => void} onChanged  by us, or as we find out by somebody else
 */

/** @typedef {{before: CaCertificate, after: CaCertificate}} Conflict */

/**
 * Changes a certificate if it is still the one that is shown. Where it is not, what somebody else made of it is shown
 * instead, and nothing of theirs is overwritten unseen.
 *
 * @param {ChangeProps} props
 */
export function useChange({ tagged, onChanged }) {
  const { certificate: before, entityTag } = tagged;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));
  const [conflict, setConflict] = useState(/** @type {Conflict | null} */ (null));

  /**
   * @param {CertificateChange} wish
   * @returns {Promise<boolean>} whether the certificate is now as it was wished to be
   */
  async function change(wish) {
    setBusy(true);
    setProblem(null);
    setConflict(null);
    try {
      onChanged(await send(wish));
      return true;
    } catch (error) {
      if (error instanceof Overtaken) setConflict({ before, after: error.certificate });
      else if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  }

  /** @param {CertificateChange} wish */
  async function send(wish) {
    try {
      return await api.changeCertificate(before.id, wish, entityTag);
    } catch (error) {
      if (asProblem(error).code !== 'precondition_failed') throw error;
      const fresh = await api.getCertificate(before.id);
      const names = /** @type {("enabled" | "name")[]} */ (Object.keys(wish));
      // The other may have wanted the very same.
      if (names.every((name) => fresh.certificate[name] === wish[name])) return fresh;
      onChanged(fresh);
      throw new Overtaken(fresh.certificate);
    }
  }

  const trouble = (
    <>
      {problem && <ProblemNotice problem={problem} title={t('change.failed')} />}
      {conflict && <ConflictNotice {...conflict} />}
    </>
  );
  return { busy, change, trouble };
}

/** Somebody else changed the certificate first. */
class Overtaken extends Error {
  /** @param {CaCertificate} certificate  as they left it */
  constructor(certificate) {
    super();
    this.certificate = certificate;
  }
}

/** @param {Conflict} props */
function ConflictNotice({ before, after }) {
  const renamed = after.name ? t('change.renamed', { name: after.name }) : t('change.name_removed');
  return (
    <div class="notice notice-waiting" role="alert">
      <Icon name="warning" />
      <div class="notice-body">
        <p class="notice-title">{t('change.conflict')}</p>
        {after.name !== before.name && <p>{renamed}</p>}
        {after.enabled !== before.enabled && <p>{after.enabled ? t('change.enabled') : t('change.disabled')}</p>}
        {after.status !== before.status && <p>{t('change.verified')}</p>}
        <p>{t('change.again')}</p>
      </div>
    </div>
  );
}
