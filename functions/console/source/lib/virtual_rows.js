import { Virtualizer, observeWindowOffset, observeWindowRect, windowScroll } from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';

/**
 * Of many rows, those that are near the window, as the window scrolls; each is measured once it is drawn.
 *
 * @param {object} props
 * @param {number} props.count
 * @param {number} props.estimate  the height of a row in pixels, before it is measured
 * @param {(index: number) => string} props.keyOf
 * @param {number} props.top  where the rows begin on the page, in pixels
 * @param {number} props.scrollY  where the page is scrolled to at first
 */
export function useVirtualRows({ count, estimate, keyOf, top, scrollY }) {
  const [, redraw] = useReducer((drawn) => drawn + 1, 0);
  /** @type {import('@tanstack/virtual-core').VirtualizerOptions<Window, HTMLTableRowElement>} */
  const options = {
    count,
    estimateSize: () => estimate,
    getItemKey: keyOf,
    scrollMargin: top,
    overscan: 6,
    initialOffset: scrollY,
    initialRect: { width: innerWidth, height: innerHeight },
    getScrollElement: () => window,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    onChange: () => redraw(undefined),
  };
  const kept = useRef(/** @type {Virtualizer<Window, HTMLTableRowElement> | null} */ (null));
  const virtualizer = kept.current ?? new Virtualizer(options);
  kept.current = virtualizer;
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());

  const rows = virtualizer.getVirtualItems();
  const first = rows[0]?.start ?? top;
  const last = rows.at(-1)?.end ?? top;
  return {
    indexes: rows.map(({ index }) => index),
    above: first - top,
    below: Math.max(0, virtualizer.getTotalSize() - (last - top)),
    measure: virtualizer.measureElement,
  };
}
