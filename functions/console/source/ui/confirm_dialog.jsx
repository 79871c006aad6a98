import { t } from '../lib/i18n.js';
import { Dialog } from './dialog.jsx';

/**
 * Tells what a change that takes something away means before it is done.
 *
 * @param {object} props
 * @param {string} props.title
 * @param {import('preact').ComponentChildren} props.action What the button says that does it.
 * @param {boolean} [props.busy] Whether it is being done.
 * @param {() => void} props.onClose
 * @param {() => void} props.onYes
 * @param {import('preact').ComponentChildren} props.children
 */
export function ConfirmDialog({ title, action, busy = false, onClose, onYes, children }) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      size="narrow"
      footer={
        <>
          <button type="button" class="button button-secondary" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="button" class="button button-danger-strong" disabled={busy} onClick={onYes}>
            {action}
          </button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
