import { useMemo } from 'preact/hooks';
import { sealPaths } from '../lib/seal.js';

/**
 * Ornament only; its colour follows the state, which is also said in words.
 *
 * @param {{fingerprint: string, size?: number, state?: "good" | "waiting" | "bad" | "off" | "plain"}} props
 */
export function Seal({ fingerprint, size = 32, state = 'plain' }) {
  const paths = useMemo(() => sealPaths(fingerprint), [fingerprint]);
  return (
    <svg class="seal" data-state={state} width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
