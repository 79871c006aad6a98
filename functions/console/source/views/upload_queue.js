import { announce, notify } from '../lib/announcer.js';
import * as api from '../lib/api.js';
import { showCertificate } from '../lib/certificates.js';
import { readFile, textFile } from '../lib/files.js';
import { t } from '../lib/i18n.js';
import { readPem } from '../lib/pem.js';
import { Problem, SessionEnded, asProblem } from '../lib/problem.js';
import { Store } from '../lib/store.js';
import { refusalWithoutSending } from './refusal.js';

/** @typedef {import('../lib/types.js').CaCertificate} CaCertificate */
/** @typedef {import('../lib/types.js').Finding} Finding */
/** @typedef {import('../lib/types.js').PickedFile} PickedFile */

/**
 * One file on its way into the registry.
 *
 * @typedef {object} Upload
 * @property {number} key
 * @property {PickedFile} file
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
    this.sending = false;
    this.isShown = false;
  }

  /** The dialog opens. What is still on its way from before is shown again. */
  open() {
    this.isShown = true;
  }

  /** The dialog closes. What is being sent goes on, and its outcome is told when it is known. */
  close() {
    this.isShown = false;
    if (!this.sending) this.store.set([]);
  }

  /** @param {File[]} files */
  async addFiles(files) {
    await Promise.all(files.map(async (file) => this.add(await readFile(file))));
  }

  /** @param {PickedFile} file */
  async add(file) {
    const key = this.nextKey;
    this.nextKey += 1;
    /** @type {Upload} */
    const upload = { key, file, phase: 'checking', certificate: null, warnings: [], problem: null, progress: 0 };
    this.store.set([...this.store.value, upload]);
    await this.check(key);
  }

  /** @param {number} key */
  async check(key) {
    const upload = this.find(key);
    if (!upload) return;
    const refusal = refusalWithoutSending(upload.file, t('files.private_key_hint'));
    if (refusal) {
      this.change(key, { phase: 'rejected', problem: refusal });
      announce(t('upload.rejected_named', { name: nameOf(upload) }));
      return;
    }
    this.change(key, { phase: 'checking', problem: null });
    try {
      const { accepted, certificate, warnings, violations, conflict } = await api.checkCertificate(upload.file);
      if (conflict) throw new Problem(conflict);
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
    const sent = this.store.value.filter(({ phase }) => phase === 'accepted').map(({ key }) => key);
    this.sending = true;
    for (const key of sent) await this.send(key);
    this.sending = false;
    if (this.isShown) return;
    this.tellOutcome(sent);
    this.store.set([]);
  }

  /** @param {number} key */
  async send(key) {
    const upload = this.find(key);
    if (!upload) return;
    this.change(key, { phase: 'uploading', progress: 0, problem: null });
    try {
      const certificate = await api.uploadCertificate(upload.file, (progress) => this.change(key, { progress }));
      this.change(key, { phase: 'uploaded', certificate, progress: 1 });
      showCertificate(certificate);
      announce(t('upload.uploaded_named', { name: nameOf(upload) }));
    } catch (error) {
      this.fail(key, error);
    }
  }

  /**
   * Tells whoever has closed the dialog what became of the files.
   *
   * @param {number[]} keys
   */
  tellOutcome(keys) {
    const sent = this.store.value.filter(({ key }) => keys.includes(key));
    const failed = sent.filter(({ phase }) => phase !== 'uploaded');
    const texts = sent.map((upload) => {
      const name = nameOf(upload);
      return upload.phase === 'uploaded' ? t('upload.uploaded_named', { name }) : t('upload.failed_named', { name });
    });
    notify(texts.join(' · '), failed.length > 0 ? 'bad' : 'good');
  }

  /**
   * Puts other files in the place of one.
   *
   * @param {number} key
   * @param {File[]} files
   */
  async replace(key, files) {
    this.remove(key);
    await this.addFiles(files);
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
 * What can be made of a refused file here, without the person's tools.
 *
 * @param {PickedFile} file
 * @param {Finding[]} violations
 * @returns {{text: string, files: File[]} | null}
 */
export function remedyFor({ name, bytes }, violations) {
  const { certificates, others } = readPem(bytes);
  const stem = (name ?? 'certificate').replace(/\.[^.]*$/, '');
  if (certificates.length > 1) {
    const files = certificates.map((pem, index) => textFile(`${pem}\n`, `${stem}-${index + 1}.pem`));
    return { text: t('remedy.split', { count: files.length }), files };
  }
  if (certificates.length === 1 && others > 0) {
    return { text: t('remedy.alone'), files: [textFile(`${certificates[0]}\n`, `${stem}.pem`)] };
  }
  if (violations.length === 1 && violations[0].rule === 'unsupported_file_extension') {
    const renamed = `${stem}.${certificates.length > 0 ? 'pem' : 'cer'}`;
    return { text: t('remedy.rename', { name: renamed }), files: [new File([bytes], renamed)] };
  }
  return null;
}
