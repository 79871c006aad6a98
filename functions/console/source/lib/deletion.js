import { useState } from 'preact/hooks';
import { SessionEnded, asProblem } from './problem.js';

/**
 * A deletion that a person confirms: whether it is going on, what went wrong, and how to begin it.
 *
 * @param {() => Promise<unknown>} request
 * @param {() => void} onDone
 */
export function useDeletion(request, onDone) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {import('./problem.js').Problem | null} */ (null));

  async function begin() {
    setBusy(true);
    setProblem(null);
    try {
      await request();
      onDone();
    } catch (error) {
      setBusy(false);
      if (error instanceof SessionEnded) return;
      const reason = asProblem(error);
      // Somebody else was faster: what was wanted is so.
      if (reason.status === 404) onDone();
      else setProblem(reason);
    }
  }

  return { busy, problem, begin };
}
