import { useEffect, useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { displayName, ensureCertificates, listedCertificate, showCertificate } from '../lib/certificates.js';
import { t } from '../lib/i18n.js';
import { useIntake } from '../lib/intake.js';
import { listPlace } from '../lib/list_place.js';
import { usePageTitle } from '../lib/page_title.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { Findings } from '../ui/findings.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { CertificateFields } from './certificate_fields.jsx';
import { DetailHeader } from './detail_header.jsx';
import { History } from './history.jsx';
import { Lineage } from './lineage.jsx';
import { NextStep } from './next_step.jsx';
import { PemView } from './pem_view.jsx';
import { Revocation } from './revocation.jsx';
import { lastVerified } from './verification.js';

/** @typedef {import('../lib/types.js').TaggedCertificate} TaggedCertificate */
/** @typedef {import('../lib/problem.js').Problem} Problem */

/** Everything about one CA certificate. */
/** @param {{id: string}} props */
export function CertificateDetail({ id }) {
  const known = listedCertificate(id);
  const [tagged, setTagged] = useState(/** @type {TaggedCertificate | null} */ (
    known && { certificate: known, entityTag: null }
  ));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  useIntake();

  /** @param {TaggedCertificate} fresh */
  function show(fresh) {
    setTagged(fresh);
    showCertificate(fresh.certificate);
  }

  async function load() {
    setProblem(null);
    try {
      show(await api.getCertificate(id));
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }
  useEffect(() => {
    load();
    // For the CAs above and below it.
    ensureCertificates();
    return lastVerified.subscribe((certificate) => {
      if (certificate?.id !== id) return;
      setTagged({ certificate, entityTag: null });
      load();
    });
  }, [id]);

  const shown = tagged?.certificate;
  usePageTitle(shown ? displayName(shown) : t('detail.title'));
  return (
    <article aria-labelledby="view-title">
      <nav aria-label={t('nav.breadcrumb')} class="breadcrumb">
        <a href={listPlace.link}>
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
          <div class="columns">
            <div class="column-main">
              <NextStep tagged={tagged} onChanged={show} />
              {shown.warnings.length > 0 && (
                <section class="panel">
                  <h2>{t('detail.warnings')}</h2>
                  <Findings findings={shown.warnings} kind="warning" eachRemedy />
                </section>
              )}
              {(shown.status === 'verified' || shown.crl) && <Revocation certificate={shown} onChanged={show} onReload={load} />}
              <Lineage certificate={shown} />
              <History id={id} state={tagged.entityTag} />
            </div>
            <div class="column-side">
              <CertificateFields certificate={shown} />
              <PemView certificate={shown} />
            </div>
          </div>
        </>
      )}
    </article>
  );
}
