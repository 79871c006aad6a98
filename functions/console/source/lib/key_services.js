// How key services and hardware modules sign the registry's statement, by the CA's kind of key. Each leaves the
// signature in possession.sig, as the registry takes it.

/** @typedef {{key: string, title: string, commands: string[], algorithm: string}} KeyService  and what its signature is */

/**
 * @typedef {object} SigningForms  what each calls the way to sign with a kind of key
 * @property {string} algorithm  X.509; empty where the key has but one, its own name
 * @property {string} aws
 * @property {string} google
 * @property {string | null} azure  null where Key Vault has no such keys
 * @property {string} pkcs11  a mechanism
 */

const SHA256 = ' --digest-algorithm sha256';
const SHA384 = ' --digest-algorithm sha384';

/** @type {[RegExp, SigningForms][]} */
const FORMS = [
  [/^RSA/, forms('sha256WithRSAEncryption', 'RSASSA_PKCS1_V1_5_SHA_256', SHA256, 'RS256', 'SHA256-RSA-PKCS')],
  [/^EC-P-256/, forms('ecdsa-with-SHA256', 'ECDSA_SHA_256', SHA256, 'ES256', 'ECDSA')],
  [/^EC-P-384/, forms('ecdsa-with-SHA384', 'ECDSA_SHA_384', SHA384, 'ES384', 'ECDSA')],
  [/^Ed25519/, forms('', 'ED25519_SHA_512', '', null, 'EDDSA')],
  [/^ML-DSA/, forms('', 'ML_DSA_SHAKE_256', '', null, 'ML-DSA')],
];

/**
 * @param {string} algorithm
 * @param {string} aws
 * @param {string} google
 * @param {string | null} azure
 * @param {string} pkcs11
 * @returns {SigningForms}
 */
function forms(algorithm, aws, google, azure, pkcs11) {
  return { algorithm, aws, google, azure, pkcs11 };
}

/**
 * @param {string} writeStatement  the registry's command that writes possession.txt
 * @param {string} keyAlgorithm  the CA's
 * @returns {KeyService[]} none for a kind of key that they do not have
 */
export function keyServices(writeStatement, keyAlgorithm) {
  const known = FORMS.find(([kind]) => kind.test(keyAlgorithm))?.[1];
  if (!known) return [];
  /** @type {[string, string, string[]][]} */
  const services = [
    ['aws', 'AWS KMS', [awsKms(known.aws)]],
    ['google', 'Google Cloud KMS', [googleKms(known.google)]],
    ['azure', 'Azure Key Vault', known.azure ? azureKeyVault(known.azure) : []],
    ['pkcs11', 'PKCS #11', pkcs11Tool(known)],
  ];
  return services
    .filter(([, , commands]) => commands.length > 0)
    .map(([key, title, commands]) => ({
      key,
      title,
      commands: [writeStatement, ...commands],
      algorithm: known.algorithm || keyAlgorithm,
    }));
}

/** @param {string} algorithm */
function awsKms(algorithm) {
  return (
    'aws kms sign --key-id alias/device-ca --message fileb://possession.txt --message-type RAW' +
    ` --signing-algorithm ${algorithm} --query Signature --output text | openssl base64 -d -A > possession.sig`
  );
}

/** @param {string} digest */
function googleKms(digest) {
  return (
    'gcloud kms asymmetric-sign --location global --keyring device-ca --key device-ca --version 1' +
    `${digest} --input-file possession.txt --signature-file possession.sig`
  );
}

/** @param {SigningForms} forms */
function pkcs11Tool({ pkcs11, algorithm }) {
  // By --id: pkcs11-tool passes over --label and takes the first key (OpenSC, issue 3635).
  const sign = `pkcs11-tool --module /usr/lib/softhsm/libsofthsm2.so --login --id 01 --sign --mechanism ${pkcs11}`;
  const output = '--output-file possession.sig';
  if (pkcs11 !== 'ECDSA') return [`${sign} --input-file possession.txt ${output}`];
  // Few modules digest for ECDSA. What they answer is two bare numbers; "openssl" writes them as X.509 does.
  return [
    `openssl dgst -sha${algorithm.slice(-3)} -binary -out possession.digest possession.txt`,
    `${sign} --signature-format openssl --input-file possession.digest ${output}`,
  ];
}

/** @param {string} algorithm */
function azureKeyVault(algorithm) {
  const digest = `openssl dgst -sha${algorithm.slice(2)} -binary possession.txt | openssl base64 -A`;
  const sign =
    `az keyvault key sign --vault-name my-vault --name device-ca --algorithm ${algorithm}` +
    ` --digest "$(${digest})" --query signature --output tsv | tr -- -_ +/ | openssl base64 -d -A > raw.sig`;
  if (!algorithm.startsWith('ES')) return [sign.replace('raw.sig', 'possession.sig')];
  // Key Vault answers with two bare numbers (RFC 7518, 3.4), X.509 has them in a SEQUENCE (RFC 3279, 2.2.3).
  const half = algorithm === 'ES384' ? 96 : 64;
  const numbers = String.raw`hex=$(od -An -v -tx1 raw.sig | tr -d ' \n'); printf 'asn1=SEQUENCE:ecdsa\n[ecdsa]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n'`;
  return [
    sign,
    `${numbers} "$(echo $hex | cut -c1-${half})" "$(echo $hex | cut -c${half + 1}-)" > ecdsa.cnf`,
    'openssl asn1parse -genconf ecdsa.cnf -noout -out possession.sig',
  ];
}
