import { User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { consoleUrl } from './locations.js';
import { SessionEnded } from './problem.js';
import { SessionSharing } from './session_sharing.js';
import { Store } from './store.js';

/** @typedef {import('./types.js').ConsoleConfig} ConsoleConfig */

/**
 * @typedef {object} SessionState
 * @property {"starting" | "signed_out" | "signed_in"} phase
 * @property {"expired" | "failed" | null} reason  why nobody is signed in, where it was not their own wish
 * @property {string} userName
 * @property {string} tenant
 * @property {"administrator" | "reader"} role
 */

/** @type {Pick<SessionState, "userName" | "tenant" | "role">} */
const NOBODY = { userName: '', tenant: '', role: 'reader' };

/** How long a sign-out waits for the refresh token to be revoked. */
const REVOCATION_PATIENCE_MS = 2_000;

/** @type {Store<SessionState>} */
export const sessionState = new Store(
  /** @type {SessionState} */ ({ phase: 'starting', reason: null, ...NOBODY }),
);

/** Sign-in by Cognito's hosted UI: authorization code with PKCE, renewed by the refresh token. */
class Session {
  /** @param {ConsoleConfig} config */
  constructor(config) {
    this.config = config;
    // sessionStorage, for the tokens and for the sign-in under way: both are gone when the last tab is closed.
    const tabStorage = new WebStorageStateStore({ store: sessionStorage });
    this.manager = new UserManager({
      authority: config.issuer,
      client_id: config.clientId,
      redirect_uri: consoleUrl,
      response_type: 'code',
      scope: 'openid email profile',
      // Stated rather than discovered: Cognito's endpoints live on another host than its issuer, and one request less.
      metadata: {
        issuer: config.issuer,
        authorization_endpoint: config.authorizationEndpoint,
        token_endpoint: config.tokenEndpoint,
        revocation_endpoint: config.revocationEndpoint,
      },
      userStore: tabStorage,
      stateStore: tabStorage,
      automaticSilentRenew: true,
      monitorSession: false,
    });
    this.manager.events.addSilentRenewError(() => this.end('expired'));
    this.manager.events.addAccessTokenExpired(() => this.end('expired'));
    /** @type {Promise<string> | null} */
    this.renewal = null;
    this.sharing = new SessionSharing({
      clientId: config.clientId,
      give: async () => (await this.manager.getUser())?.toStorageString() ?? null,
      onEnd: () => this.leave(null),
    });
  }

  /** Takes up the sign-in that the address brings back, or the session that this tab already has. */
  async start() {
    const answer = new URLSearchParams(location.search);
    if (answer.has('state') && (answer.has('code') || answer.has('error'))) {
      await this.finishSignIn();
      return;
    }
    const user = (await this.manager.getUser()) ?? (await this.takeFromOtherTab());
    if (user && !user.expired) this.admit(user);
    else if (user?.refresh_token) await this.renew().catch(() => {});
    else sessionState.set({ phase: 'signed_out', reason: null, ...NOBODY });
  }

  /** @returns {Promise<User | null>} who is signed in in another tab of this browser */
  async takeFromOtherTab() {
    const stored = await this.sharing.ask();
    if (!stored) return null;
    const user = User.fromStorageString(stored);
    await this.manager.storeUser(user);
    return user;
  }

  async finishSignIn() {
    let returnTo = '';
    try {
      const user = await this.manager.signinRedirectCallback();
      returnTo = /** @type {{returnTo?: string} | undefined} */ (user.state)?.returnTo ?? '';
      this.admit(user);
    } catch {
      // Cancelled, answered twice (a reload), or begun in another tab: signing in again mends each of them.
      sessionState.set({ phase: 'signed_out', reason: 'failed', ...NOBODY });
    }
    // The spent code goes from the address and the history.
    history.replaceState(null, '', consoleUrl + returnTo);
    dispatchEvent(new PopStateEvent('popstate'));
  }

  /** @param {User} user */
  admit({ profile }) {
    const { email, name, sub } = profile;
    const tenant = String(profile['custom:tenant'] ?? sub);
    const role = profile['custom:role'] === 'reader' ? 'reader' : 'administrator';
    sessionState.set({ phase: 'signed_in', reason: null, userName: email ?? name ?? '', tenant, role });
  }

  async signIn() {
    await this.manager.signinRedirect({ state: { returnTo: location.hash } });
  }

  async signOut() {
    const patience = new Promise((resolve) => setTimeout(resolve, REVOCATION_PATIENCE_MS));
    const revocation = this.manager.revokeTokens(['refresh_token']).catch(() => {});
    await Promise.race([revocation, patience]);
    await this.manager.removeUser();
    this.sharing.end();
    // Cognito's own way to end the hosted UI's session; it knows no OpenID Connect end-session request.
    const logout = new URL(this.config.logoutEndpoint);
    logout.searchParams.set('client_id', this.config.clientId);
    logout.searchParams.set('logout_uri', consoleUrl);
    location.assign(logout.href);
  }

  /** @returns {Promise<string>} the ID token, which is what the API's authorizer takes */
  async idToken() {
    const user = await this.manager.getUser();
    if (user?.id_token && !user.expired) return user.id_token;
    return this.renew();
  }

  /**
   * A new ID token by the refresh token; all who ask at once share one request.
   *
   * @returns {Promise<string>}
   */
  renew() {
    this.renewal ??= this.requestRenewal().finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  async requestRenewal() {
    const user = await this.manager.getUser();
    // Without a refresh token the library would fall back to a hidden frame, which the page's policy forbids.
    const renewed = user?.refresh_token ? await this.manager.signinSilent().catch(() => null) : null;
    if (!renewed?.id_token) {
      await this.end('expired');
      throw new SessionEnded();
    }
    this.admit(renewed);
    return renewed.id_token;
  }

  /** @param {"expired"} reason */
  async end(reason) {
    if (sessionState.value.phase !== 'signed_out') await this.leave(reason);
  }

  /** @param {SessionState["reason"]} reason */
  async leave(reason) {
    await this.manager.removeUser();
    sessionState.set({ phase: 'signed_out', reason, ...NOBODY });
  }
}

/** @type {Session | null} */
let session = null;

/** @param {ConsoleConfig} config */
export async function startSession(config) {
  session = new Session(config);
  await session.start();
}

/** @returns {Session} */
export function currentSession() {
  if (!session) throw new Error('the session is used before it was started');
  return session;
}
