import { apiUrl } from './locations.js';
import { quoted } from './shell.js';

// What to write into servers, so that they trust the tenant's CAs. The file is what it is called after its download.

export const TRUST_STORE_FILE = 'truststore.pem';
export const LISTS_FILE = 'crls.pem';

/**
 * @typedef {object} ServerSettings
 * @property {string} key
 * @property {string} title
 * @property {string} text
 * @property {string} [lists]  what to add so that it asks the revocation lists, where it can be told to
 * @property {boolean} isCopy  whether it holds a file of its own
 */

/** The bucket of the stack, whatever CloudFormation has called it. */
const BUCKET =
  'BUCKET=$(aws cloudformation describe-stacks --stack-name device-ca-registry' +
  ` --query "Stacks[0].Outputs[?OutputKey=='BucketName'].OutputValue" --output text)`;

/**
 * @param {string} tenant
 * @returns {ServerSettings[]}
 */
export function serverSettings(tenant) {
  const object = quoted(`${tenant}/${TRUST_STORE_FILE}`);
  return [
    { key: 'curl', title: 'curl', text: curl('truststore', TRUST_STORE_FILE), lists: CURL_LISTS, isCopy: true },
    { key: 'mosquitto', title: 'mosquitto', text: MOSQUITTO, lists: MOSQUITTO_LISTS, isCopy: true },
    { key: 'nginx', title: 'NGINX', text: NGINX, lists: NGINX_LISTS, isCopy: true },
    { key: 'haproxy', title: 'HAProxy', text: HAPROXY, lists: HAPROXY_LISTS, isCopy: true },
    { key: 'emqx', title: 'EMQX', text: EMQX, isCopy: true },
    { key: 'apiGateway', title: 'API Gateway', text: apiGateway(object), isCopy: false },
    { key: 'alb', title: 'ALB', text: alb(object), isCopy: false },
  ];
}

/**
 * @param {string} route
 * @param {string} file
 */
function curl(route, file) {
  return `curl -sfL ${apiUrl}${route} -H "Authorization: Bearer $TOKEN" -o ${file} \\
  --etag-save ${file}.etag --etag-compare ${file}.etag`;
}

const CURL_LISTS = curl('truststore/crls', LISTS_FILE);

const MOSQUITTO = `listener 8883
cafile /etc/mosquitto/certs/${TRUST_STORE_FILE}
certfile /etc/mosquitto/certs/server.crt
keyfile /etc/mosquitto/certs/server.key
require_certificate true
use_identity_as_username true`;

const MOSQUITTO_LISTS = `crlfile /etc/mosquitto/certs/${LISTS_FILE}`;

// NGINX and HAProxy are told to send clients no list of CAs: it outgrows what TLS has room for.
const NGINX = `ssl_trusted_certificate /etc/nginx/${TRUST_STORE_FILE};
ssl_verify_client optional_no_ca;
ssl_verify_depth 4;
if ($ssl_client_verify != SUCCESS) { return 403; }`;

const NGINX_LISTS = `ssl_crl /etc/nginx/${LISTS_FILE};`;

const HAPROXY = `frontend devices
  mode tcp
  bind :8883 ssl crt /etc/haproxy/server.pem verify required ca-verify-file /etc/haproxy/${TRUST_STORE_FILE}
  default_backend brokers`;

const HAPROXY_LISTS = `crl-file /etc/haproxy/${LISTS_FILE}`;

const EMQX = `listeners.ssl.default {
  bind = "0.0.0.0:8883"
  ssl_options {
    cacertfile = "/etc/emqx/certs/${TRUST_STORE_FILE}"
    certfile = "/etc/emqx/certs/server.crt"
    keyfile = "/etc/emqx/certs/server.key"
    verify = verify_peer
    fail_if_no_peer_cert = true
    depth = 4
  }
}`;

/** @param {string} object */
function apiGateway(object) {
  return `${BUCKET}
aws apigateway update-domain-name --domain-name devices.example.com --patch-operations \\
  op=replace,path=/mutualTlsAuthentication/truststoreUri,value=s3://$BUCKET/${object}`;
}

/** @param {string} object */
function alb(object) {
  return `${BUCKET}
aws elbv2 create-trust-store --name device-ca \\
  --ca-certificates-bundle-s3-bucket "$BUCKET" --ca-certificates-bundle-s3-key ${object}`;
}
