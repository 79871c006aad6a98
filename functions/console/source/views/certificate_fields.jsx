import { shortName } from '../lib/distinguished_name.js';
import { t } from '../lib/i18n.js';
import { linkTo } from '../lib/router.js';
import { useNow } from '../lib/time.js';
import { OneLineTime } from '../ui/time.jsx';
import { Field, FieldList, formatSize } from './field_list.jsx';

/** What stands in a certificate, and when it came. */
/** @param {{certificate: import('../lib/types.js').CaCertificate}} props */
export function CertificateFields({ certificate: ca }) {
  const now = useNow();
  return (
    <>
      <FieldList title={t('detail.identity')}>
        <Field name={t('field.subject')} copy={ca.subject}>
          {ca.subject}
        </Field>
        <Field name={t('field.issuer')} copy={ca.issuer}>
          {ca.selfSigned ? t('field.self_signed') : ca.issuer}
        </Field>
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
        <Field name={t('field.file_name')}>{ca.fileName ?? t('field.none')}</Field>
        <Field name={t('field.file_size')}>{formatSize(ca.fileSize)}</Field>
      </FieldList>
    </>
  );
}
