import { useId } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { sessionState } from '../lib/session.js';
import { useStore } from '../lib/store.js';

/**
 * A button for what changes something: a reader sees it, may not use it, and is told why.
 *
 * @param {import('preact').ButtonHTMLAttributes & {onClick: () => void}} props
 */
export function ChangeButton({ onClick, children, ...attributes }) {
  const { role } = useStore(sessionState);
  const reason = useId();
  if (role !== 'reader') {
    return (
      <button type="button" {...attributes} onClick={onClick}>
        {children}
      </button>
    );
  }
  return (
    <>
      {/* Not disabled: what cannot be reached cannot say why. */}
      <button type="button" {...attributes} aria-disabled aria-describedby={reason} title={t('role.reader_may_not')}>
        {children}
      </button>
      <span id={reason} class="visually-hidden">
        {t('role.reader_may_not')}
      </span>
    </>
  );
}
