import { useId, useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';

/** @typedef {{certificate: string, key: string}} Names  of the person's own files */

/**
 * As the certificate was called when it was uploaded, and its key beside it, until the person says otherwise.
 *
 * @param {import('../lib/types.js').CaCertificate} certificate
 */
export function useFileNames({ fileName }) {
  const certificate = fileName ?? 'rootCA.cer';
  return useState(/** @type {Names} */ ({ certificate, key: `${certificate.replace(/\.[^.]*$/, '')}.key` }));
}

/** @param {{names: Names, onNames: (names: Names) => void}} props */
export function FileNames({ names, onNames }) {
  const id = useId();
  /** @type {[keyof Names, string][]} */
  const fields = [
    ['certificate', t('names.certificate')],
    ['key', t('names.key')],
  ];
  return (
    <div class="file-names">
      {fields.map(([name, label]) => (
        <div key={name} class="labelled">
          <label for={`${id}-${name}`}>{label}</label>
          <input
            id={`${id}-${name}`}
            type="text"
            class="mono"
            spellcheck={false}
            autocomplete="off"
            value={names[name]}
            onInput={(event) => onNames({ ...names, [name]: event.currentTarget.value })}
          />
        </div>
      ))}
      <p class="muted">{t('names.note')}</p>
    </div>
  );
}
