import { useState } from 'preact/hooks';
import { SessionEnded, asProblem } from '../lib/problem.js';

/**
 * A list that comes page by page, as far as it was asked for.
 *
 * @template Item
 * @param {(cursor: string | null) => Promise<{items: Item[], nextCursor: string | null}>} loadPage
 */
export function usePages(loadPage) {
  const [items, setItems] = useState(/** @type {Item[] | null} */ (null));
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import('../lib/problem.js').Problem | null} */ (null));

  /**
   * @param {Item[]} before  the items that the page is appended to
   * @param {string | null} from
   */
  async function load(before, from) {
    setProblem(null);
    try {
      const page = await loadPage(from);
      setItems([...before, ...page.items]);
      setCursor(page.nextCursor);
    } catch (error) {
      if (!(error instanceof SessionEnded)) setProblem(asProblem(error));
    }
  }

  return {
    items,
    problem,
    hasMore: cursor !== null && !problem,
    loadFirst: () => load([], null),
    loadMore: () => load(items ?? [], cursor),
  };
}
