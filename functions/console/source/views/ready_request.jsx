import { useEffect, useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { saveFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { writeFile } from '../lib/shell.js';
import { CommandBlock } from '../ui/command_block.jsx';
import { CopyButton } from '../ui/copy_button.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';

/** What the API calls the signing request that it makes, in its commands. */
const CSR_FILE = 'verification.csr';

/**
 * The registry's own signing request, which has the code in it: one command signs it.
 *
 * @param {{id: string, code: string, commands: string[]}} props
 */
export function ReadyRequest({ id, code, commands }) {
  const [request, setRequest] = useState('');
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function load() {
    setProblem(null);
    try {
      const blob = await api.downloadCsr(id);
      setRequest(await blob.text());
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }
  useEffect(() => {
    load();
  }, [id, code]);

  const everything = [writeFile(CSR_FILE, request), ...commands, ''].join('\n');
  return (
    <>
      <p>{t('commands.csr_text')}</p>
      {problem && <ProblemNotice problem={problem} onRetry={load} />}
      {request && (
        <>
          <div class="actions">
            <CopyButton text={everything} what={t('commands.all')} label={t('copy.all')} primary />
            <button
              type="button"
              class="button button-secondary"
              onClick={() => saveFile(new Blob([request]), CSR_FILE)}
            >
              <Icon name="download" />
              {t('commands.csr_download')}
            </button>
          </div>
          {commands.map((command) => (
            <CommandBlock key={command} command={command} />
          ))}
          <p class="muted">{t('commands.csr_note')}</p>
        </>
      )}
    </>
  );
}
