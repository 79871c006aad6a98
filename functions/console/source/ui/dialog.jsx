import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useIntake } from '../lib/intake.js';
import { t } from '../lib/i18n.js';
import { Icon } from './icon.jsx';
import { LiveRegion } from './live_region.jsx';

/**
 * A modal dialog: the browser's own, which keeps the focus inside and closes on Escape.
 *
 * @param {object} props
 * @param {string} props.title
 * @param {import('preact').ComponentChildren} [props.subtitle]
 * @param {() => void} props.onClose
 * @param {import('preact').ComponentChildren} props.children
 * @param {import('preact').ComponentChildren} [props.footer]
 * @param {"narrow" | "wide"} [props.size]
 * @param {import('../lib/intake.js').TakeFiles} [props.onFiles]  takes what is dropped or pasted while it is open
 */
export function Dialog({ title, subtitle, onClose, children, footer, size = 'wide', onFiles }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const open = useRef(false);
  const titleId = useId();
  useIntake(onFiles);

  useLayoutEffect(() => {
    const element = /** @type {HTMLDialogElement} */ (dialog.current);
    open.current = true;
    element.showModal();
    /** @type {HTMLElement | null} */ (element.querySelector('[data-first-focus]'))?.focus();
    return () => {
      open.current = false;
      element.close();
      returnFocus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      class={`dialog dialog-${size}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onClose();
      }}
      // Escape twice in a row closes without asking; the place in the address must follow.
      onClose={() => open.current && onClose()}
    >
      <header class="dialog-header">
        <div class="dialog-heading">
          <h2 id={titleId} tabIndex={-1} data-first-focus>
            {title}
          </h2>
          {subtitle && <p class="dialog-subtitle">{subtitle}</p>}
        </div>
        <button type="button" class="button button-icon" onClick={onClose} aria-label={t('action.close')}>
          <Icon name="close" />
        </button>
      </header>
      {/* A question is text alone, and the keys must be able to scroll it. */}
      <div class="dialog-body" tabIndex={size === 'narrow' ? 0 : undefined}>
        {children}
      </div>
      {footer && <footer class="dialog-footer">{footer}</footer>}
      <LiveRegion />
    </dialog>
  );
}

/** The browser gives the focus back to what opened the dialog; where that has gone, the view's title takes it. */
function returnFocus() {
  setTimeout(() => {
    const active = document.activeElement;
    if (active && active !== document.body) return;
    /** @type {HTMLElement | null} */ (document.querySelector('[data-view-title]'))?.focus();
  });
}
