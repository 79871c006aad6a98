// A certificate's seal: a rosette, as on engraved papers, that follows from its fingerprint, so that people tell one
// certificate from another at a glance. It is an ornament: what is proven is told in words.

const POINTS = 144;
const SIZE = 40;

/**
 * @param {string} fingerprint  hexadecimal
 * @returns {string[]} the rosette's curves as SVG paths on a grid of 40 by 40
 */
export function sealPaths(fingerprint) {
  const [lobes, depth, turn, inner] = [0, 2, 4, 6].map((at) => Number.parseInt(fingerprint.slice(at, at + 2), 16));
  const outer = { lobes: 6 + (lobes % 7), radius: 15.5, depth: 2 + (depth % 16) / 6 };
  const heart = { lobes: 3 + (inner % 6), radius: 7, depth: 1.5 + (turn % 8) / 4 };
  return [curve(outer, 0), curve(outer, Math.PI), curve(heart, ((turn % 32) / 32) * Math.PI)];
}

/**
 * @param {{lobes: number, radius: number, depth: number}} form
 * @param {number} phase
 */
function curve({ lobes, radius, depth }, phase) {
  const points = Array.from({ length: POINTS }, (_, index) => {
    const angle = (index / POINTS) * 2 * Math.PI;
    const distance = radius + depth * Math.sin(lobes * angle + phase);
    return [Math.cos(angle), Math.sin(angle)].map((part) => (SIZE / 2 + distance * part).toFixed(1)).join(' ');
  });
  return `M${points.join('L')}Z`;
}
