import { Seal } from './seal.jsx';

/** Three fingerprints, of nothing in particular: a root, a plant's CA and a device. */
const EXAMPLES = ['9f3b6c1d52e8', '37a4d80f6b21', 'c2518e94d07a'];

/** The console's emblem: seals on a line, as certificates vouch for one another. Ornament only. */
export function SealChain() {
  return (
    <div class="seal-chain" aria-hidden="true">
      {EXAMPLES.map((fingerprint, index) => (
        <Seal key={fingerprint} fingerprint={fingerprint} size={[116, 84, 56][index]} state="plain" />
      ))}
    </div>
  );
}
