import { useState } from 'preact/hooks';
import { t, tNamed } from '../lib/i18n.js';
import { withOwnFiles } from '../lib/shell.js';
import { Tabs } from '../ui/tabs.jsx';
import { Commands } from './commands.jsx';
import { FileNames, useFileNames } from './file_names.jsx';
import { ReadyRequest } from './ready_request.jsx';
import { SignatureWay } from './signature_way.jsx';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/types.js').VerificationCode} VerificationCode */

/**
 * @typedef {object} SigningProps
 * @property {CaCertificate} certificate
 * @property {VerificationCode} code
 * @property {import('./use_proof.js').Proof} proof
 * @property {(signature: {signature: string, algorithm: string}) => void} onSignature
 */

/** The API's ways that have a place of their own here; all others are shown as they come. */
const PLACED = ['openssl', 'csr', 'signature', 'signatureWithoutDigest'];

/** One recommended way to sign the code, the guide's own beside it, and all others folded away. */
/** @param {SigningProps} props */
export function WaysToSign(props) {
  const { certificate, code } = props;
  const [way, setWay] = useState('csr');
  const [names, setNames] = useFileNames(certificate);
  const tabs = [
    { key: 'csr', title: t('ways.ready') },
    { key: 'openssl', title: t('ways.guide') },
  ];
  return (
    <section class="ways">
      <h3>{t('verify.step_sign')}</h3>
      <FileNames names={names} onNames={setNames} />
      <Tabs label={t('commands.ways')} tabs={tabs} chosen={way} onChoose={setWay}>
        {way === 'csr' ? (
          <ReadyRequest id={certificate.id} code={code.code} commands={withOwnFiles(code.commands.csr, names)} />
        ) : (
          <>
            <Commands commands={withOwnFiles(code.commands.openssl, names)} introductions={guideSteps()} />
            <p class="muted">
              {t('commands.guide_note')} {code.note}
            </p>
          </>
        )}
      </Tabs>
      <OtherWays {...props} names={names} />
    </section>
  );
}

/** @returns {string[]} what the guide says of its commands, under the guide's own numbers */
function guideSteps() {
  return [t('commands.guide_key'), t('commands.guide_csr'), t('commands.guide_sign')];
}

/** @param {SigningProps & {names: import('./file_names.jsx').Names}} props */
function OtherWays({ names, ...props }) {
  const { commands } = props.code;
  const others = Object.keys(commands).filter((key) => !PLACED.includes(key));
  const tabs = ['signature', ...others].map((key) => ({ key, title: tNamed('commands', key) ?? key }));
  const [way, setWay] = useState(tabs[0].key);
  const shell = way === 'windows' ? 'windows' : 'posix';
  return (
    <details class="other-ways">
      <summary>{t('ways.others')}</summary>
      <Tabs label={t('ways.others')} tabs={tabs} chosen={way} onChoose={setWay}>
        {way === 'signature' ? (
          <SignatureWay {...props} />
        ) : (
          <>
            {commands[way].some((command) => command.includes('verification.csr')) && <p>{t('commands.needs_csr')}</p>}
            <Commands commands={withOwnFiles(commands[way], names, shell)} />
          </>
        )}
      </Tabs>
    </details>
  );
}
