import { useEffect } from 'preact/hooks';
import { shortName } from '../lib/distinguished_name.js';
import { pastedText } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { closeDialog, linkTo, navigate, swapDialog } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { absoluteDate, relativeTime, useNow } from '../lib/time.js';
import { Dialog } from '../ui/dialog.jsx';
import { CERTIFICATE_FILES, DropZone } from '../ui/drop_zone.jsx';
import { Findings } from '../ui/findings.jsx';
import { Icon } from '../ui/icon.jsx';
import { PasteField } from '../ui/paste_field.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { formatSize } from './field_list.jsx';
import { Requirements } from './requirements.jsx';
import { nameOf, uploads } from './upload_queue.js';

/** @typedef {import('./upload_queue.js').Upload} Upload */

/** The guide's "Upload CA". */
export function UploadDialog() {
  const queue = useStore(uploads.store);
  useEffect(() => () => uploads.clear(), []);

  return (
    <Dialog
      title={t('upload.title')}
      onClose={closeDialog}
      handlers={{ onPaste: takePasted, onDragOver: allowDrop, onDrop: takeDropped }}
      footer={<UploadFooter queue={queue} />}
    >
      <p class="lead">{t('upload.lead')}</p>
      <DropZone
        label={t('upload.choose')}
        description={t('upload.drop')}
        accept={CERTIFICATE_FILES}
        multiple
        onFiles={(files) => uploads.addFiles(files)}
      />
      <PasteField onText={(text) => uploads.add(pastedText(text))} />
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

/** @param {DragEvent} event */
function allowDrop(event) {
  event.preventDefault();
}

/** @param {DragEvent} event */
function takeDropped(event) {
  event.preventDefault();
  uploads.addFiles([...(event.dataTransfer?.files ?? [])]);
}

/**
 * Ctrl+V anywhere in the dialog; the text field has a button of its own, for the text may yet be edited there.
 *
 * @param {ClipboardEvent} event
 */
function takePasted(event) {
  if (event.target instanceof HTMLTextAreaElement) return;
  const files = [...(event.clipboardData?.files ?? [])];
  const text = event.clipboardData?.getData('text/plain').trim() ?? '';
  if (files.length > 0) uploads.addFiles(files);
  else if (text) uploads.add(pastedText(text));
}

/** @param {{upload: Upload}} props */
function UploadItem({ upload }) {
  const { phase, size, progress } = upload;
  const name = nameOf(upload);
  const states = {
    checking: t('upload.checking'),
    accepted: t('upload.accepted'),
    rejected: t('upload.rejected'),
    uploading: t('upload.uploading'),
    uploaded: t('upload.uploaded'),
    duplicate: t('upload.duplicate'),
    failed: t('upload.failed'),
  };
  return (
    <li class="upload" data-phase={phase}>
      <div class="upload-head">
        <Icon name="file" size={20} />
        <p class="two-lines">
          <strong class="upload-name">{name}</strong>
          <span class="muted">{formatSize(size)}</span>
        </p>
        <span class="upload-state">{states[phase]}</span>
        {phase !== 'uploading' && phase !== 'uploaded' && (
          <button
            type="button"
            class="button button-icon"
            aria-label={t('upload.remove', { name })}
            onClick={() => uploads.remove(upload.key)}
          >
            <Icon name="close" size={16} />
          </button>
        )}
      </div>
      {phase === 'uploading' && <progress max={1} value={progress} aria-label={t('upload.progress', { name })} />}
      <UploadReport upload={upload} />
    </li>
  );
}

/** What is known of the file: the certificate in it, its warnings, or why it cannot enter. */
/** @param {{upload: Upload}} props */
function UploadReport({ upload }) {
  const { phase, certificate, problem, warnings } = upload;
  const now = useNow();
  if (phase === 'duplicate' && problem) {
    return (
      <div class="upload-report">
        <p>{t('upload.duplicate_text')}</p>
        <button
          type="button"
          class="button button-secondary"
          onClick={() => navigate(linkTo(problem.id), { replace: true })}
        >
          {t('upload.duplicate_open')}
        </button>
      </div>
    );
  }
  if (phase === 'rejected' && problem && problem.violations.length > 0) {
    return (
      <div class="upload-report">
        <p>{t('upload.rules_broken', { count: problem.violations.length })}</p>
        <Findings findings={problem.violations} kind="violation" />
      </div>
    );
  }
  if (problem) {
    const retry = phase === 'failed' ? () => uploads.check(upload.key) : undefined;
    return (
      <div class="upload-report">
        <ProblemNotice problem={problem} onRetry={retry} />
      </div>
    );
  }
  if (!certificate) return null;
  return (
    <div class="upload-report">
      <p class="upload-subject">
        <strong>{shortName(certificate.subject)}</strong> · {certificate.keyAlgorithm} ·{' '}
        {t('upload.expires', {
          when: relativeTime(certificate.notAfter, now),
          date: absoluteDate(certificate.notAfter),
        })}
      </p>
      {warnings.length > 0 && <Findings findings={warnings} kind="warning" />}
      {phase === 'uploaded' && certificate.status === 'pending_verification' && (
        <div class="next-step">
          <p>{t('upload.next')}</p>
          <button type="button" class="button button-primary" onClick={() => swapDialog('verify', certificate.id)}>
            {t('verify.button')}
          </button>
        </div>
      )}
    </div>
  );
}

/** @param {{queue: Upload[]}} props */
function UploadFooter({ queue }) {
  const accepted = queue.filter(({ phase }) => phase === 'accepted').length;
  const busy = queue.some(({ phase }) => phase === 'uploading');
  const allDone = queue.length > 0 && queue.every(({ phase }) => phase === 'uploaded');

  const someDone = queue.some(({ phase }) => phase === 'uploaded');
  const closing = allDone ? t('action.done') : someDone ? t('action.close') : t('action.cancel');

  async function send() {
    await uploads.sendAccepted();
    // The button that was pressed has gone or does nothing now; what comes next takes the focus.
    const next = document.querySelector('dialog .next-step .button, dialog footer .button');
    /** @type {HTMLElement | null} */ (next)?.focus();
  }

  return (
    <>
      <button type="button" class={`button ${allDone ? 'button-primary' : 'button-secondary'}`} onClick={closeDialog}>
        {closing}
      </button>
      {!allDone && (
        <button
          type="button"
          class="button button-primary"
          disabled={accepted === 0 || busy}
          onClick={send}
        >
          <Icon name="upload" />
          {accepted > 1 ? t('upload.send_several', { count: accepted }) : t('upload.send')}
        </button>
      )}
    </>
  );
}
