import { tNamed } from '../lib/i18n.js';
import { t } from '../lib/i18n.js';
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
            {finding.hint && (
              <p class="finding-hint">
                <span class="finding-hint-label">{t('finding.hint')}</span> {finding.hint}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
