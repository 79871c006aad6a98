import { t, tNamed } from '../lib/i18n.js';
import { CommandBlock } from './command_block.jsx';
import { Icon } from './icon.jsx';

/**
 * Broken rules or warnings, each with what was found and how to mend it.
 *
 * @param {{findings: import('../lib/types.js').Finding[], kind: "violation" | "warning"}} props
 */
export function Findings({ findings, kind }) {
  return (
    <ul class={`findings findings-${kind}`}>
      {findings.map((finding, index) => (
        <li key={`${finding.rule}${index}`} class="finding">
          <Icon name={kind === 'violation' ? 'error' : 'warning'} />
          <div>
            <p class="finding-title">{tNamed('rule', finding.rule) ?? finding.rule}</p>
            <p class="finding-message">{finding.message}</p>
            {finding.hint && <Hint hint={finding.hint} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** A hint that ends in a command and nothing but it: what stands before, and the command. */
const ENDS_IN_COMMAND = /^(.*:) ((?:openssl|printf) [^()]*[^().\s])$/s;

/** @param {{hint: string}} props */
function Hint({ hint }) {
  const [, text = hint, command] = ENDS_IN_COMMAND.exec(hint) ?? [];
  return (
    <div class="finding-hint">
      <p>
        <span class="finding-hint-label">{t('finding.hint')}</span> {text}
      </p>
      {command && <CommandBlock command={command} />}
    </div>
  );
}
