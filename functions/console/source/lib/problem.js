/** A request that did not bring what was asked for: an RFC 9457 problem, or no answer at all. */
export class Problem extends Error {
  /**
   * @param {import('./types.js').ProblemDocument} what  its status is 0 where no answer came, its code the registry's own
   *   word, or "network", "unexpected_answer"
   */
  constructor({ status, code, title = '', detail = '', requestId = '', violations = [], id = '' }) {
    super(detail || title || code);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.requestId = requestId;
    this.violations = violations;
    this.id = id;
  }
}

/** The session ended while a request was made; the sign-in page takes over, so nobody else reports it. */
export class SessionEnded extends Error {}

/**
 * @param {number} status
 * @param {string} body
 * @returns {Problem}
 */
export function problemFromAnswer(status, body) {
  try {
    const parsed = JSON.parse(body);
    if (typeof parsed.code === 'string') return new Problem({ ...parsed, status });
    return new Problem({ status, code: 'unexpected_answer', detail: String(parsed.message ?? '') });
  } catch {
    // An answer of something between us and the registry: its body is not for people.
    return new Problem({ status, code: 'unexpected_answer' });
  }
}

/**
 * @param {unknown} error
 * @returns {Problem}
 */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  return new Problem({ status: 0, code: 'unexpected_answer', detail: error instanceof Error ? error.message : '' });
}
