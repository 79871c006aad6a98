import { t } from '../lib/i18n.js';
import { CommandBlock } from '../ui/command_block.jsx';
import { CopyButton } from '../ui/copy_button.jsx';

/**
 * Command lines to run one after the other.
 *
 * @param {{commands: string[], introductions?: string[]}} props
 */
export function Commands({ commands, introductions = [] }) {
  return (
    <>
      <ol class="commands">
        {commands.map((command, index) => (
          <li key={command}>
            {introductions[index] && <p>{introductions[index]}</p>}
            <CommandBlock command={command} what={t('commands.numbered', { number: index + 1 })} />
          </li>
        ))}
      </ol>
      {commands.length > 1 && (
        <CopyButton text={`${commands.join('\n')}\n`} what={t('commands.all')} label={t('copy.all')} />
      )}
    </>
  );
}
