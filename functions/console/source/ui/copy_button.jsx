import { useEffect, useState } from 'preact/hooks';
import { announce } from '../lib/announcer.js';
import { t } from '../lib/i18n.js';
import { Icon } from './icon.jsx';

/**
 * @param {object} props
 * @param {string} props.text  what is copied
 * @param {string} props.what  what it is, for the button's name: "Copy <what>"
 * @param {string} [props.label]  words beside the picture
 * @param {boolean} [props.primary]
 */
export function CopyButton({ text, what, label, primary = false }) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);

  /** @param {MouseEvent} event */
  async function copy(event) {
    const done = await copyText(text, /** @type {HTMLElement} */ (event.currentTarget));
    setCopied(done);
    announce(done ? t('copy.done', { what }) : t('copy.failed'));
  }

  const kind = label ? (primary ? 'button-primary' : 'button-secondary') : 'button-icon';
  return (
    <button
      type="button"
      class={`button ${kind} copy-button`}
      aria-label={label ? undefined : t('copy.label', { what })}
      data-copied={copied || undefined}
      onClick={copy}
    >
      <Icon name={copied ? 'check' : 'copy'} />
      {label && <span>{copied ? t('copy.short_done') : label}</span>}
    </button>
  );
}

/**
 * @param {string} text
 * @param {HTMLElement} near
 * @returns {Promise<boolean>}
 */
async function copyText(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, near);
  }
}

/**
 * The older way, for browsers and pages that keep the clipboard from scripts. The field stands beside the button,
 * because a modal dialog lets nothing outside itself take the selection.
 *
 * @param {string} text
 * @param {HTMLElement} near
 */
function copyBySelection(text, near) {
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.value = text;
  near.after(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  near.focus();
  return done;
}
