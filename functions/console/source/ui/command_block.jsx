import { t } from '../lib/i18n.js';
import { CopyButton } from './copy_button.jsx';

/**
 * A command to run, just as it is to be run. Each word is kept on one line, for a browser would break an option after
 * its hyphen.
 *
 * @param {{command: string, what?: string}} props
 */
export function CommandBlock({ command, what }) {
  return (
    <div class="command">
      <pre tabIndex={0} role="group" aria-label={what ?? t('commands.command')}>
        <code>
          {command.split(/([ \n])/).map((word, index) => (word.trim() ? <span key={index}>{word}</span> : word))}
        </code>
      </pre>
      <CopyButton text={command} what={what ?? t('commands.command')} />
    </div>
  );
}
