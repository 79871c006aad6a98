import { announce } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { certificateList, showUploaded } from '../lib/certificates.js';
import { MAX_FILE_SIZE, holdsPemPrivateKey, readFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { Problem, SessionEnded, asProblem } from '../lib/problem.js';
import { Store } from '../lib/store.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/types.js').Finding} Finding */
/** @typedef {import('../lib/types.js').PickedFile} PickedFile */

/**
 * One file on its way into the registry.
 *
 * @typedef {object} Upload
 * @property {number} key
 * @property {PickedFile} file
 * @property {number} size
 * @property {"checking" | "accepted" | "rejected" | "uploading" | "uploaded" | "duplicate" | "failed"} phase
 * @property {CaCertificate | null} certificate  as the dry run or the upload answered
 * @property {Finding[]} warnings
 * @property {Problem | null} problem
 * @property {number} progress  from 0 to 1
 */

/** The files of the upload dialog: each is checked by a dry run as it comes, and sent when the person says so. */
class UploadQueue {
  constructor() {
    /** @type {Store<Upload[]>} */
    this.store = new Store(/** @type {Upload[]} */ ([]));
    this.nextKey = 1;
  }

  clear() {
    this.store.set([]);
  }

  /** @param {File[]} files  for a dialog that is about to open */
  start(files) {
    this.clear();
    this.addFiles(files);
  }

  /** @param {File[]} files */
  async addFiles(files) {
    await Promise.all(files.map(async (file) => this.add(await readFile(file), file.size)));
  }

  /**
   * @param {PickedFile} file
   * @param {number} [size]
   */
  async add(file, size = file.bytes.length) {
    const key = this.nextKey;
    this.nextKey += 1;
    /** @type {Upload} */
    const upload = {
      key,
      file,
      size,
      phase: 'checking',
      certificate: null,
      warnings: [],
      problem: null,
      progress: 0,
    };
    this.store.set([...this.store.value, upload]);
    await this.check(key);
  }

  /** @param {number} key */
  async check(key) {
    const upload = this.find(key);
    if (!upload) return;
    const refusal = refusalWithoutSending(upload);
    if (refusal) {
      this.change(key, { phase: 'rejected', problem: refusal });
      announce(t('upload.rejected_named', { name: nameOf(upload) }));
      return;
    }
    this.change(key, { phase: 'checking', problem: null });
    try {
      const verdict = await api.checkCertificate(upload.file);
      const { accepted, certificate, warnings, violations } = verdict;
      if (certificate && certificateList.value.items.some(({ id }) => id === certificate.id)) {
        throw new Problem({ status: 409, code: 'ca_certificate_already_exists', id: certificate.id });
      }
      const problem = accepted ? null : new Problem({ status: 422, code: 'certificate_rejected', violations });
      this.change(key, { phase: accepted ? 'accepted' : 'rejected', certificate, warnings, problem });
      const name = nameOf(upload);
      announce(accepted ? t('upload.accepted_named', { name }) : t('upload.rejected_named', { name }));
    } catch (error) {
      this.fail(key, error);
    }
  }

  /** Sends every file that the dry run accepted, one after the other: an intermediate may need the CA before it. */
  async sendAccepted() {
    for (const { key, phase } of this.store.value) if (phase === 'accepted') await this.send(key);
  }

  /** @param {number} key */
  async send(key) {
    const upload = this.find(key);
    if (!upload) return;
    this.change(key, { phase: 'uploading', progress: 0, problem: null });
    try {
      const certificate = await api.uploadCertificate(upload.file, (progress) => this.change(key, { progress }));
      this.change(key, { phase: 'uploaded', certificate, progress: 1 });
      showUploaded(certificate);
      announce(t('upload.uploaded_named', { name: nameOf(upload) }));
    } catch (error) {
      this.fail(key, error);
    }
  }

  /** @param {number} key */
  remove(key) {
    this.store.set(this.store.value.filter((upload) => upload.key !== key));
  }

  /**
   * @param {number} key
   * @param {unknown} error
   */
  fail(key, error) {
    if (error instanceof SessionEnded) return;
    const problem = asProblem(error);
    /** @type {Record<string, Upload["phase"]>} */
    const phases = { ca_certificate_already_exists: 'duplicate', certificate_rejected: 'rejected' };
    this.change(key, { phase: phases[problem.code] ?? 'failed', problem });
    const upload = this.find(key);
    if (upload) announce(t('upload.rejected_named', { name: nameOf(upload) }));
  }

  /** @param {number} key */
  find(key) {
    return this.store.value.find((upload) => upload.key === key);
  }

  /**
   * @param {number} key
   * @param {Partial<Upload>} change
   */
  change(key, change) {
    this.store.set(this.store.value.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  }
}

export const uploads = new UploadQueue();

/** @param {Upload} upload */
export function nameOf(upload) {
  return upload.file.name ?? t('upload.pasted');
}

/**
 * What can be said of a file without sending it anywhere.
 *
 * @param {Upload} upload
 * @returns {Problem | null}
 */
function refusalWithoutSending({ file, size }) {
  if (size > MAX_FILE_SIZE) return new Problem({ status: 0, code: 'file_too_large' });
  if (!holdsPemPrivateKey(file)) return null;
  const hint = t('files.private_key_hint');
  const violation = { rule: 'contains_private_key', message: t('files.private_key'), hint };
  return new Problem({ status: 0, code: 'certificate_rejected', violations: [violation] });
}
