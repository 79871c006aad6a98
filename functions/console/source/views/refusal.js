import { MAX_FILE_SIZE, holdsPemPrivateKey } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { Problem } from '../lib/problem.js';

/**
 * Why a file is not sent at all.
 *
 * @param {import('../lib/types.js').PickedFile} file
 * @param {number} size
 * @param {string} hint  what to send instead of a private key
 * @returns {Problem | null}
 */
export function refusalWithoutSending(file, size, hint) {
  if (size > MAX_FILE_SIZE) return new Problem({ status: 0, code: 'file_too_large' });
  if (!holdsPemPrivateKey(file)) return null;
  const violation = { rule: 'contains_private_key', message: t('files.private_key'), hint };
  return new Problem({ status: 0, code: 'certificate_rejected', violations: [violation] });
}
