import { useId, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.jsx';

/** The guide's kinds of file; the bytes, not the name, decide in the end. */
export const CERTIFICATE_FILES = '.cer,.cet,.crt,.der,.pem';

/**
 * A place for files: to drop them on, or to choose them by the button that it also is.
 *
 * @param {object} props
 * @param {string} props.label
 * @param {string} props.description
 * @param {string} [props.accept]
 * @param {boolean} [props.multiple]
 * @param {boolean} [props.disabled]
 * @param {(files: File[]) => void} props.onFiles
 */
export function DropZone({ label, description, accept, multiple = false, disabled = false, onFiles }) {
  const [over, setOver] = useState(false);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const descriptionId = useId();

  /** @param {FileList | null | undefined} files */
  function take(files) {
    setOver(false);
    const chosen = [...(files ?? [])];
    if (!disabled && chosen.length > 0) onFiles(multiple ? chosen : chosen.slice(0, 1));
  }

  return (
    <div
      class="drop-zone"
      data-over={over || undefined}
      data-disabled={disabled || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        take(event.dataTransfer?.files);
      }}
    >
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
          take(event.currentTarget.files);
          // The same file may be chosen again after it was mended.
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}
