import { useState } from 'preact/hooks';
import { t } from '../lib/i18n.js';
import { keyServices } from '../lib/key_services.js';
import { Tabs } from '../ui/tabs.jsx';
import { Commands } from './commands.jsx';
import { ProofBySignature, algorithmsFor } from './proof_by_signature.jsx';

/** For keys that cannot leave an HSM or a KMS: a signature over a text with the code in it. */
/** @param {import('./ways_to_sign.jsx').SigningProps} props */
export function SignatureWay({ certificate, code, proof, onSignature }) {
  const { keyAlgorithm } = certificate;
  const { signature, signatureWithoutDigest } = code.commands;
  const openssl = {
    key: 'openssl',
    title: 'OpenSSL',
    commands: /^(Ed|ML-DSA)/.test(keyAlgorithm) ? signatureWithoutDigest : signature,
    algorithm: algorithmsFor(keyAlgorithm)[0],
  };
  const services = [...keyServices(signature[0], keyAlgorithm), openssl];
  const [service, setService] = useState(services[0].key);
  const chosen = services.find(({ key }) => key === service) ?? services[0];
  return (
    <>
      <p>{t('commands.signature_text')}</p>
      <Tabs label={t('commands.signature')} tabs={services} chosen={chosen.key} onChoose={setService}>
        <Commands commands={chosen.commands} />
      </Tabs>
      <ProofBySignature
        keyAlgorithm={keyAlgorithm}
        suggested={chosen.algorithm}
        proof={proof}
        onSignature={onSignature}
      />
    </>
  );
}
