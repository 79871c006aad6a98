import { useState } from 'preact/hooks';
import { textFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';

/**
 * A field for text that is copied from elsewhere, folded away until it is wanted.
 *
 * @param {object} props
 * @param {import('../lib/intake.js').TakeFiles} props.onFiles
 * @param {string} [props.label]
 * @param {string} [props.kind]  the label of its PEM (RFC 7468)
 */
export function PasteField({ onFiles, label = t('upload.paste_label'), kind = 'CERTIFICATE' }) {
  const [text, setText] = useState('');
  return (
    <details class="paste">
      <summary>{t('upload.paste')}</summary>
      <label for="pasted-certificate">{label}</label>
      <textarea
        id="pasted-certificate"
        class="mono"
        rows={6}
        spellcheck={false}
        autocomplete="off"
        placeholder={`-----BEGIN ${kind}-----\n…\n-----END ${kind}-----`}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button
        type="button"
        class="button button-secondary"
        disabled={text.trim() === ''}
        onClick={() => {
          onFiles([textFile(text)]);
          setText('');
        }}
      >
        {t('upload.paste_check')}
      </button>
    </details>
  );
}
