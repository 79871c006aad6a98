import { useEffect } from 'preact/hooks';
import { CERTIFICATE_FILES } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { closeDialog } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { ChangeButton } from '../ui/change_button.jsx';
import { Dialog } from '../ui/dialog.jsx';
import { DropZone } from '../ui/drop_zone.jsx';
import { Icon } from '../ui/icon.jsx';
import { PasteField } from '../ui/paste_field.jsx';
import { Requirements } from './requirements.jsx';
import { UploadItem } from './upload_item.jsx';
import { uploads } from './upload_queue.js';

/** @typedef {import('./upload_queue.js').Upload} Upload */

/** The guide's "Upload CA". */
export function UploadDialog() {
  const queue = useStore(uploads.store);
  useEffect(() => {
    uploads.open();
    return () => uploads.close();
  }, []);

  /** @param {File[]} files */
  const take = (files) => uploads.addFiles(files);
  return (
    <Dialog title={t('upload.title')} onClose={closeDialog} onFiles={take} footer={<UploadFooter queue={queue} />}>
      <p class="lead">{t('upload.lead')}</p>
      <DropZone
        label={t('upload.choose')}
        description={t('upload.drop')}
        accept={CERTIFICATE_FILES}
        multiple
        onFiles={take}
      />
      <PasteField onFiles={take} />
      {queue.length === 0 ? (
        <Requirements />
      ) : (
        <ul class="uploads" aria-label={t('upload.files')}>
          {queue.map((upload) => (
            <UploadItem key={upload.key} upload={upload} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** @param {{queue: Upload[]}} props */
function UploadFooter({ queue }) {
  const accepted = queue.filter(({ phase }) => phase === 'accepted').length;
  const busy = queue.some(({ phase }) => phase === 'uploading');
  const allDone = queue.length > 0 && queue.every(({ phase }) => phase === 'uploaded');
  const someDone = queue.some(({ phase }) => phase === 'uploaded');
  const closing = allDone ? t('action.done') : someDone || busy ? t('action.close') : t('action.cancel');

  async function send() {
    await uploads.sendAccepted();
    // The button that was pressed has gone or does nothing now; what comes next takes the focus.
    const next = document.querySelector('dialog .next-step .button, dialog footer .button');
    /** @type {HTMLElement | null} */ (next)?.focus();
  }

  return (
    <>
      {busy && <p class="footer-note">{t('upload.goes_on')}</p>}
      <button type="button" class="button button-secondary" onClick={closeDialog}>
        {closing}
      </button>
      {!allDone && (
        <ChangeButton class="button button-primary" disabled={accepted === 0 || busy} onClick={send}>
          <Icon name="upload" />
          {accepted > 1 ? t('upload.send_several', { count: accepted }) : t('upload.send')}
        </ChangeButton>
      )}
    </>
  );
}
