/** How long a tab that has just been opened waits for another one that is signed in. */
const PATIENCE_MS = 300;

/**
 * Lets the tabs of one browser share a session, from one's memory to the other's and never by way of storage that
 * outlives them: a tab that is opened asks the others, and one that signs out tells them.
 */
export class SessionSharing {
  /**
   * @param {object} tab
   * @param {string} tab.clientId  whose sessions are meant, where several consoles share an origin
   * @param {() => Promise<string | null>} tab.give  this tab's session
   * @param {() => void} tab.onEnd  the person has signed out elsewhere
   */
  constructor({ clientId, give, onEnd }) {
    /** @type {((session: string) => void) | null} */
    this.onSession = null;
    this.channel = new BroadcastChannel(`device-ca.session.${clientId}`);
    this.channel.onmessage = async ({ data }) => {
      if (data.kind === 'session') this.onSession?.(data.session);
      if (data.kind === 'end') onEnd();
      if (data.kind !== 'ask') return;
      const session = await give();
      if (session) this.channel.postMessage({ kind: 'session', session });
    };
  }

  /** @returns {Promise<string | null>} */
  ask() {
    return new Promise((resolve) => {
      this.onSession = resolve;
      setTimeout(() => resolve(null), PATIENCE_MS);
      this.channel.postMessage({ kind: 'ask' });
    });
  }

  end() {
    this.channel.postMessage({ kind: 'end' });
  }
}
