import { language } from '../lib/i18n.js';
import { CopyButton } from '../ui/copy_button.jsx';

/**
 * @param {number} bytes
 * @returns {string}
 */
export function formatSize(bytes) {
  const [value, unit] = bytes < 1000 ? [bytes, 'byte'] : [bytes / 1000, 'kilobyte'];
  return new Intl.NumberFormat(language.value, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(value);
}

/**
 * Names and values of a certificate.
 *
 * @param {{title: string, children: import('preact').ComponentChildren}} props
 */
export function FieldList({ title, children }) {
  return (
    <section class="panel field-list">
      <h2>{title}</h2>
      <dl>{children}</dl>
    </section>
  );
}

/**
 * @param {object} props
 * @param {string} props.name
 * @param {import('preact').ComponentChildren} props.children
 * @param {string} [props.copy]  what the copy button copies; without it there is none
 * @param {boolean} [props.mono]
 */
export function Field({ name, children, copy, mono = false }) {
  return (
    <div class="field">
      <dt>{name}</dt>
      <dd class={mono ? 'mono' : undefined}>
        <span>{children}</span>
        {copy && <CopyButton text={copy} what={name} />}
      </dd>
    </div>
  );
}
