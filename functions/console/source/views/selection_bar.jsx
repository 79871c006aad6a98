import { t } from '../lib/i18n.js';
import { selection } from '../lib/selection.js';
import { ChangeButton } from '../ui/change_button.jsx';
import { Icon } from '../ui/icon.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */

/** @typedef {{action: "enable" | "disable" | "delete", certificates: CaCertificate[]}} BulkWork */

/**
 * What can be done with the certificates that are chosen.
 *
 * @param {{chosen: CaCertificate[], onWork: (work: BulkWork) => void}} props
 */
export function SelectionBar({ chosen, onWork }) {
  return (
    <div class="selection-bar" role="group" aria-label={t('bulk.chosen', { count: chosen.length })}>
      <p>{t('bulk.chosen', { count: chosen.length })}</p>
      <div class="actions">
        <ChangeButton
          class="button button-secondary"
          onClick={() => onWork({ action: 'enable', certificates: chosen.filter(({ enabled }) => !enabled) })}
        >
          {t('action.enable')}
        </ChangeButton>
        <ChangeButton
          class="button button-secondary"
          onClick={() => onWork({ action: 'disable', certificates: chosen.filter(({ enabled }) => enabled) })}
        >
          {t('action.disable')}
        </ChangeButton>
        <ChangeButton
          class="button button-danger"
          onClick={() => onWork({ action: 'delete', certificates: chosen })}
        >
          {t('action.delete')}
        </ChangeButton>
        <button
          type="button"
          class="button button-icon"
          aria-label={t('bulk.clear')}
          onClick={() => selection.set(new Set())}
        >
          <Icon name="close" />
        </button>
      </div>
    </div>
  );
}
