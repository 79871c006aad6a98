import { quoted, writeFile } from './shell.js';

// How a revocation list is made: by OpenSSL with the CA's key, by step-ca's key files, and by services that make lists.

/** @typedef {{key: string, title: string, commands: string[]}} WayToRevoke */

const CONFIGURATION = `[ca]
default_ca = revocation
[revocation]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 30
crl_extensions = extensions
[extensions]
authorityKeyIdentifier = keyid:always
`;

const SERIAL = 'openssl x509 -in device.crt -noout -serial | cut -d= -f2';

/**
 * @param {import('../views/file_names.jsx').Names} names  of the CA's own files
 * @param {import('./types.js').RevocationList | null} last
 * @returns {WayToRevoke[]}
 */
export function waysToRevoke({ certificate, key }, last) {
  return [
    { key: 'openssl', title: 'OpenSSL', commands: openssl(quoted(certificate), quoted(key), last) },
    { key: 'stepCa', title: 'step-ca', commands: openssl(STEP_CERTIFICATE, STEP_KEY, last) },
    { key: 'vault', title: 'Vault', commands: VAULT },
    { key: 'awsPrivateCa', title: 'AWS Private CA', commands: AWS_PRIVATE_CA },
  ];
}

/**
 * @param {string} certificate
 * @param {string} key
 * @param {import('./types.js').RevocationList | null} last
 */
function openssl(certificate, key, last) {
  const ca = `openssl ca -config crl.cnf -cert ${certificate} -keyfile ${key}`;
  return [
    writeFile('crl.cnf', CONFIGURATION),
    `touch index.txt && { [ -e crlnumber ] || echo ${numberAfter(last)} > crlnumber; }`,
    `${ca} -revoke device.crt -crl_reason keyCompromise`,
    `${ca} -gencrl -out revoked.crl`,
  ];
}

/**
 * @param {import('./types.js').RevocationList | null} last
 * @returns {string} the next number, as openssl ca reads it: an even count of hex digits
 */
function numberAfter(last) {
  const digits = (last ? BigInt(`0x${last.number}`) + 1n : 1n).toString(16);
  return digits.padStart(digits.length + (digits.length % 2), '0');
}

// The list that step-ca itself makes speaks only of certificates that name its address (RFC 5280, 5.2.5).
const STEP_CERTIFICATE = '"$(step path)/certs/intermediate_ca.crt"';
const STEP_KEY = '"$(step path)/secrets/intermediate_ca_key"';

const VAULT = [
  `vault write pki/revoke serial_number="$(${SERIAL} | sed 's/../&:/g; s/:$//')"`,
  'vault read -field=certificate pki/cert/crl > revoked.crl',
];

const AWS_PRIVATE_CA = [
  `aws acm-pca revoke-certificate --certificate-authority-arn "$CA_ARN" --certificate-serial "$(${SERIAL})"` +
    ' --revocation-reason KEY_COMPROMISE',
  'aws s3 cp "s3://$CRL_BUCKET/crl/${CA_ARN##*/}.crl" revoked.crl',
];
