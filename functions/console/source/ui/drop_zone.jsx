import { useId, useRef } from 'preact/hooks';
import { dragging } from '../lib/intake.js';
import { useStore } from '../lib/store.js';
import { Icon } from './icon.jsx';

/**
 * Says where files go, and chooses them by its button. What is dropped or pasted comes by lib/intake.js, from anywhere
 * in the view or pop-up that this stands in.
 *
 * @param {object} props
 * @param {string} props.label
 * @param {string} props.description
 * @param {string} [props.accept]
 * @param {boolean} [props.multiple]
 * @param {boolean} [props.disabled]
 * @param {import('../lib/intake.js').TakeFiles} props.onFiles
 */
export function DropZone({ label, description, accept, multiple = false, disabled = false, onFiles }) {
  const over = useStore(dragging) && !disabled;
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const descriptionId = useId();
  return (
    <div class="drop-zone" data-over={over || undefined} data-disabled={disabled || undefined}>
      <Icon name="upload" size={24} />
      <button
        type="button"
        class="button button-secondary"
        aria-describedby={descriptionId}
        // Not disabled while a file is sent: that would drop the focus.
        aria-disabled={disabled}
        onClick={() => !disabled && input.current?.click()}
      >
        {label}
      </button>
      <p id={descriptionId} class="muted">
        {description}
      </p>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          if (files.length > 0) onFiles(files);
          // The same file may be chosen again after it was mended.
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}
