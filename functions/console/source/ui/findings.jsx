import { ruleTitle, t } from '../lib/i18n.js';
import { CommandBlock } from './command_block.jsx';
import { Icon } from './icon.jsx';

/** @typedef {import('../lib/types.js').Finding} Finding */

/**
 * Broken rules or warnings, each with what was found; and one remedy for them all, because a file that is the wrong
 * one breaks many rules and is mended once.
 *
 * @param {{findings: Finding[], kind: "violation" | "warning", eachRemedy?: boolean}} props
 */
export function Findings({ findings, kind, eachRemedy = false }) {
  const remedied = eachRemedy ? findings : [mostTelling(findings)];
  return (
    <ul class={`findings findings-${kind}`}>
      {findings.map((finding, index) => (
        <li key={`${finding.rule}${index}`} class="finding">
          <Icon name={kind === 'violation' ? 'error' : 'warning'} />
          <div>
            <p class="finding-title">{ruleTitle(finding.rule)}</p>
            <p class="finding-message">{finding.message}</p>
            {finding.hint && remedied.includes(finding) && <Hint hint={finding.hint} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What a file is comes before what is in it, and its name last: mending the first often mends the rest. */
const MOST_TELLING = [
  'contains_private_key',
  'not_a_certificate',
  'malformed',
  'several_certificates',
  'is_the_ca_certificate',
  'issuer_mismatch',
  'signature_invalid',
  'common_name_mismatch',
  'not_a_ca',
];

/** @param {Finding[]} findings */
function mostTelling(findings) {
  for (const rule of MOST_TELLING) {
    const found = findings.find((finding) => finding.rule === rule && finding.hint);
    if (found) return found;
  }
  return findings.find(({ rule, hint }) => hint && rule !== 'unsupported_file_extension') ?? findings[0];
}

/** A hint that ends in a command and nothing but it: what stands before, and the command. */
const ENDS_IN_COMMAND = /^(.*[:：]) ?((?:openssl|printf) [^()]*[^().\s])$/s;

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
