import { useState } from 'preact/hooks';
import * as api from '../lib/api.js';
import { saveFile } from '../lib/files.js';
import { t, tNamed } from '../lib/i18n.js';
import { SessionEnded, asProblem } from '../lib/problem.js';
import { CommandBlock } from '../ui/command_block.jsx';
import { Icon } from '../ui/icon.jsx';
import { ProblemNotice } from '../ui/problem_notice.jsx';
import { Tabs } from '../ui/tabs.jsx';

/** @typedef {{key: string, title: string, commands: string[]}} Way  of proving possession */

/** The order of the tabs; ways that this console does not know yet come after. */
const ORDER = ['openssl', 'csr', 'signature', 'windows', 'gitBash', 'stepCa', 'cfssl', 'vault'];

/** The guide's steps 3 to 5, in one shell or another. */
const GUIDES = ['openssl', 'windows', 'gitBash'];

/** What the API calls the signing request that it makes, in its commands. */
const CSR_FILE = 'verification.csr';

/**
 * @param {import('../lib/types.js').VerificationCode["commands"]} commands
 * @param {string} keyAlgorithm  the CA's
 * @returns {Way[]}
 */
export function waysToProve(commands, keyAlgorithm) {
  /** @type {Record<string, string[]>} */
  const given = Array.isArray(commands) ? { openssl: commands } : commands;
  const { signatureWithoutDigest, ...byWay } = given;
  // Two forms of one way, of which a key knows only one.
  if (signatureWithoutDigest && signsWithoutDigest(keyAlgorithm)) byWay.signature = signatureWithoutDigest;
  const known = ORDER.filter((key) => key in byWay);
  const unknown = Object.keys(byWay).filter((key) => !ORDER.includes(key));
  return [...known, ...unknown].map((key) => ({
    key,
    title: tNamed('commands', key) ?? key,
    commands: byWay[key],
  }));
}

/** @param {string} keyAlgorithm */
function signsWithoutDigest(keyAlgorithm) {
  return /^(Ed|ML-DSA)/.test(keyAlgorithm);
}

/**
 * @param {object} props
 * @param {import('../lib/types.js').CaCertificate} props.certificate
 * @param {Way[]} props.ways
 * @param {string} props.way
 * @param {(way: string) => void} props.onWay
 */
export function ProofCommands({ certificate, ways, way, onWay }) {
  const chosen = ways.find(({ key }) => key === way) ?? ways[0];
  if (!chosen) return null;
  return (
    <Tabs label={t('commands.ways')} tabs={ways} chosen={chosen.key} onChoose={onWay}>
      <WayIntroduction way={chosen} certificate={certificate} />
      <ol class="commands">
        {chosen.commands.map((command, index) => (
          <li key={command}>
            {isGuide(chosen) && <p>{guideStep(index)}</p>}
            <CommandBlock command={command} what={t('commands.numbered', { number: index + 1 })} />
          </li>
        ))}
      </ol>
      {isGuide(chosen) && <p class="muted">{t('commands.guide_note')}</p>}
    </Tabs>
  );
}

/** @param {Way} way */
function isGuide({ key, commands }) {
  return GUIDES.includes(key) && commands.length === 3;
}

/**
 * @param {number} index
 * @returns {string} what the guide says of the command
 */
function guideStep(index) {
  return [t('commands.guide_key'), t('commands.guide_csr'), t('commands.guide_sign')][index];
}

/** @param {{way: Way, certificate: import('../lib/types.js').CaCertificate}} props */
function WayIntroduction({ way, certificate }) {
  if (way.key === 'signature') return <p>{t('commands.signature_text')}</p>;
  const signsOurRequest = way.commands.some((command) => command.includes(CSR_FILE));
  return signsOurRequest ? <CsrDownload certificate={certificate} /> : null;
}

/** @param {{certificate: import('../lib/types.js').CaCertificate}} props */
function CsrDownload({ certificate }) {
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  async function download() {
    setProblem(null);
    try {
      saveFile(await api.downloadCsr(certificate.id), CSR_FILE);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }

  return (
    <>
      <p>{t('commands.csr_text')}</p>
      <button type="button" class="button button-secondary" onClick={download}>
        <Icon name="download" />
        {t('commands.csr_download')}
      </button>
      {problem && <ProblemNotice problem={problem} onRetry={download} />}
    </>
  );
}
