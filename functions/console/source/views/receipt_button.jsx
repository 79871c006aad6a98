import { useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { saveFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';

/** @param {{certificate: import('../lib/types.js').CaCertificate}} props */
export function ReceiptButton({ certificate: { id } }) {
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function download() {
    setProblem(null);
    try {
      saveFile(await api.downloadReceipt(id), `receipt-${id.slice(0, 16)}.jws`);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }

  return (
    <>
      <button type="button" class="button button-secondary" onClick={download}>
        <Icon name="download" />
        {t('receipt.download')}
      </button>
      {problem && <ProblemNotice problem={problem} title={t('receipt.failed')} onRetry={download} />}
    </>
  );
}
