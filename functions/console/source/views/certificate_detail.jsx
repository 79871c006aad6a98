import { useEffect, useState } from 'preact/hooks';
import { notify } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { certificateList, displayName, showChanged, showDeleted } from '../lib/certificates.js';
import { shortName } from '../lib/distinguished_name.js';
import { saveFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { linkTo, navigate, openDialog } from '../lib/router.js';
import { useNow } from '../lib/time.js';
import { ExpiryBadge, StatusBadges } from '../ui/badges.jsx';
import { Findings } from '../ui/findings.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { OneLineTime } from '../ui/time.jsx';
import { DeleteDialog } from './delete_dialog.jsx';
import { Field, FieldList, formatSize } from './field_list.jsx';
import { History } from './history.jsx';
import { RenameDialog } from './rename_dialog.jsx';
import { TrustSection } from './trust_section.jsx';
import { lastVerified } from './verification.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/types.js').TaggedCertificate} TaggedCertificate */
/** @typedef {import('../lib/problem.js').Problem} Problem */

/** Everything about one CA certificate. */
/** @param {{id: string}} props */
export function CertificateDetail({ id }) {
  const listed = certificateList.value.items.find((item) => item.id === id) ?? null;
  const [tagged, setTagged] = useState(/** @type {TaggedCertificate | null} */ (
    listed && { certificate: listed, entityTag: null }
  ));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function load() {
    setProblem(null);
    try {
      setTagged(await api.getCertificate(id));
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }
  useEffect(() => {
    load();
    return lastVerified.subscribe((certificate) => {
      if (certificate?.id !== id) return;
      setTagged({ certificate, entityTag: null });
      load();
    });
  }, [id]);

  /** @param {TaggedCertificate} fresh */
  function show(fresh) {
    setTagged(fresh);
    showChanged(fresh.certificate);
  }

  const shown = tagged?.certificate;
  return (
    <article aria-labelledby="view-title">
      <nav aria-label={t('nav.breadcrumb')} class="breadcrumb">
        <a href={linkTo()}>
          <Icon name="back" size={16} />
          {t('list.title')}
        </a>
      </nav>
      {problem && <ProblemNotice problem={problem} onRetry={problem.status === 404 ? undefined : load} />}
      {!shown && (
        <h1 id="view-title" tabIndex={-1} data-view-title class="loading">
          {problem ? t('detail.title') : t('list.loading')}
        </h1>
      )}
      {shown && !problem && (
        <>
          <DetailHeader tagged={tagged} onChanged={show} />
          <TrustSection tagged={tagged} onChanged={show} />
          {shown.warnings.length > 0 && (
            <section class="field-list">
              <h2>{t('detail.warnings')}</h2>
              <Findings findings={shown.warnings} kind="warning" />
            </section>
          )}
          <Fields certificate={shown} />
          <History id={id} state={tagged.entityTag} />
        </>
      )}
    </article>
  );
}

/** @param {import('./use_change.jsx').ChangeProps} props */
function DetailHeader({ tagged, onChanged }) {
  const { certificate } = tagged;
  const now = useNow();
  const [dialog, setDialog] = useState(/** @type {"rename" | "delete" | null} */ (null));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function download() {
    setProblem(null);
    try {
      const name = certificate.fileName ?? `${certificate.id.slice(0, 16)}.cer`;
      saveFile(await api.downloadCertificate(certificate.id), name);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }

  return (
    <>
      <div class="view-header">
        <div>
          <h1 id="view-title" tabIndex={-1} data-view-title>
            {displayName(certificate)}
          </h1>
          {certificate.name && <p class="lead">{shortName(certificate.subject)}</p>}
          <p class="badges">
            <StatusBadges certificate={certificate} />
            <ExpiryBadge notAfter={certificate.notAfter} now={now} />
          </p>
        </div>
        <div class="actions">
          {certificate.status === 'pending_verification' && (
            <button type="button" class="button button-primary" onClick={() => openDialog('verify', certificate.id)}>
              <Icon name="shield" />
              {t('verify.button')}
            </button>
          )}
          <button type="button" class="button button-secondary" onClick={() => setDialog('rename')}>
            <Icon name="edit" />
            {t('rename.button')}
          </button>
          <button type="button" class="button button-secondary" onClick={download}>
            <Icon name="download" />
            {t('detail.download')}
          </button>
          <button type="button" class="button button-danger" onClick={() => setDialog('delete')}>
            <Icon name="trash" />
            {t('detail.delete')}
          </button>
        </div>
      </div>
      {problem && <ProblemNotice problem={problem} title={t('detail.download_failed')} onRetry={download} />}
      {dialog === 'rename' && <RenameDialog tagged={tagged} onChanged={onChanged} onClose={() => setDialog(null)} />}
      {dialog === 'delete' && (
        <DeleteDialog
          certificate={certificate}
          onClose={() => setDialog(null)}
          onDeleted={() => {
            showDeleted(certificate.id);
            notify(t('delete.done', { name: displayName(certificate) }));
            navigate(linkTo(), { replace: true });
          }}
        />
      )}
    </>
  );
}

/** @param {{certificate: CaCertificate}} props */
function Fields({ certificate: ca }) {
  const now = useNow();
  const yesOrNo = ca.selfSigned ? t('field.yes') : t('field.no');
  return (
    <div class="field-lists">
      <FieldList title={t('detail.identity')}>
        <Field name={t('field.subject')} copy={ca.subject}>
          {ca.subject}
        </Field>
        <Field name={t('field.issuer')} copy={ca.issuer}>
          {ca.issuer}
        </Field>
        <Field name={t('field.self_signed')}>{yesOrNo}</Field>
        <Field name={t('field.superior_ca')}>
          {ca.superiorCaId ? <a href={linkTo(ca.superiorCaId)}>{shortName(ca.issuer)}</a> : t('field.superior_none')}
        </Field>
        <Field name={t('field.serial_number')} copy={ca.serialNumber} mono>
          {ca.serialNumber}
        </Field>
        <Field name={t('field.id')} copy={ca.id} mono>
          {ca.id}
        </Field>
      </FieldList>
      <FieldList title={t('detail.validity')}>
        <Field name={t('field.not_before')}>
          <OneLineTime time={ca.notBefore} now={now} />
        </Field>
        <Field name={t('field.not_after')}>
          <OneLineTime time={ca.notAfter} now={now} />
        </Field>
        <Field name={t('field.uploaded')}>
          <OneLineTime time={ca.uploadedAt} now={now} />
        </Field>
        <Field name={t('field.verified')}>
          {ca.verifiedAt ? <OneLineTime time={ca.verifiedAt} now={now} /> : t('field.not_yet')}
        </Field>
        {ca.possessionCarriedFrom && (
          <Field name={t('field.possession_carried_from')} mono>
            <a href={linkTo(ca.possessionCarriedFrom)}>{ca.possessionCarriedFrom}</a>
          </Field>
        )}
      </FieldList>
      <FieldList title={t('detail.key')}>
        <Field name={t('field.key_algorithm')}>{ca.keyAlgorithm}</Field>
        <Field name={t('field.signature_algorithm')}>{ca.signatureAlgorithm}</Field>
        <Field name={t('field.path_length')}>{ca.pathLength ?? t('field.path_length_none')}</Field>
        <Field name={t('field.subject_key_identifier')} copy={ca.subjectKeyIdentifier} mono>
          {ca.subjectKeyIdentifier}
        </Field>
        <Field name={t('field.authority_key_identifier')} copy={ca.authorityKeyIdentifier ?? undefined} mono>
          {ca.authorityKeyIdentifier ?? t('field.none')}
        </Field>
      </FieldList>
      <FieldList title={t('detail.file')}>
        <Field name={t('field.file_name')}>{ca.fileName ?? t('field.none')}</Field>
        <Field name={t('field.file_size')}>{formatSize(ca.fileSize)}</Field>
      </FieldList>
    </div>
  );
}
