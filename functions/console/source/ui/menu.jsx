import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.jsx';

/**
 * A button that shows a list of links beneath it.
 *
 * @param {object} props
 * @param {string} props.label
 * @param {{title: string, link: string, current: boolean}[]} props.entries
 */
export function Menu({ label, entries }) {
  const [open, setOpen] = useState(false);
  const root = useRef(/** @type {HTMLDivElement | null} */ (null));
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const listId = useId();

  useEffect(() => {
    if (!open) return undefined;
    /** @param {Event} event */
    const closeOutside = (event) => {
      if (!root.current?.contains(/** @type {Node} */ (event.target))) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [open]);

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.key !== 'Escape' || !open) return;
    setOpen(false);
    button.current?.focus();
  }

  return (
    <div class="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="button button-bar"
        aria-expanded={open}
        aria-controls={listId}
        onClick={() => setOpen(!open)}
      >
        {label}
        <Icon name="chevron" size={16} />
      </button>
      <ul id={listId} class="menu-list" hidden={!open}>
        {entries.map((entry) => (
          <li key={entry.link}>
            <a href={entry.link} aria-current={entry.current ? 'page' : undefined} onClick={() => setOpen(false)}>
              {entry.title}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
