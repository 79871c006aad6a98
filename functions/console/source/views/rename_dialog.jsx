import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { announce } from '../lib/announcer.js';
import { displayName } from '../lib/certificates.js';
import { shortName } from '../lib/distinguished_name.js';
import { t } from '../lib/i18n.js';
import { Dialog } from '../ui/dialog.jsx';
import { useChange } from './use_change.jsx';

/** The registry's own limit. */
const LONGEST_NAME = 128;

/** @param {import('./use_change.jsx').ChangeProps & {onClose: () => void}} props */
export function RenameDialog({ tagged, onChanged, onClose }) {
  const { certificate } = tagged;
  const { busy, change, trouble } = useChange({ tagged, onChanged });
  const [text, setText] = useState(certificate.name ?? '');
  const form = useId();
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    if (busy) return;
    const name = text.trim() || null;
    if (!(await change({ name }))) return;
    announce(t('rename.done', { name: displayName({ ...certificate, name }) }));
    onClose();
  }

  return (
    <Dialog
      title={t('rename.title')}
      subtitle={certificate.subject}
      onClose={onClose}
      size="narrow"
      footer={
        <>
          <button type="button" class="button button-secondary" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" form={form} class="button button-primary" aria-disabled={busy}>
            {t('rename.save')}
          </button>
        </>
      }
    >
      <form id={form} class="labelled" onSubmit={save}>
        <label for={`${form}-name`}>{t('rename.label')}</label>
        <input
          ref={input}
          id={`${form}-name`}
          type="text"
          maxLength={LONGEST_NAME}
          autocomplete="off"
          aria-describedby={`${form}-hint`}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <p id={`${form}-hint`} class="muted">
          {t('rename.hint', { subject: shortName(certificate.subject) })}
        </p>
      </form>
      {trouble}
    </Dialog>
  );
}
