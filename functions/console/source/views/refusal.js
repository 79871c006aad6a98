import { MAX_FILE_SIZE } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { privateMaterialIn } from '../lib/private_keys.js';
import { Problem } from '../lib/problem.js';

/**
 * Why a file is not sent at all.
 *
 * @param {import('../lib/types.js').PickedFile} file
 * @param {string} hint  what to send instead of a private key
 * @param {number} [most]  bytes
 * @returns {Problem | null}
 */
export function refusalWithoutSending({ size, bytes }, hint, most = MAX_FILE_SIZE) {
  if (size > most) return new Problem({ status: 0, code: most === MAX_FILE_SIZE ? 'file_too_large' : 'list_too_large' });
  const found = privateMaterialIn(bytes);
  if (!found) return null;
  const violation =
    found === 'key'
      ? { rule: 'contains_private_key', message: t('files.private_key'), hint }
      : { rule: 'contains_private_key', message: t('files.key_store'), hint: t('files.key_store_hint') };
  return new Problem({ status: 0, code: 'certificate_rejected', violations: [violation] });
}
