import { useEffect, useState } from 'preact/hooks';

/**
 * A value that several components show, and that tells them when it changes.
 *
 * @template T
 */
export class Store {
  /** @param {T} value */
  constructor(value) {
    this.value = value;
    /** @type {Set<(value: T) => void>} */
    this.listeners = new Set();
  }

  /** @param {T} value */
  set(value) {
    this.value = value;
    for (const listener of [...this.listeners]) listener(value);
  }

  /**
   * @param {(value: T) => void} listener
   * @returns {() => void} ends the subscription
   */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/**
 * @template T
 * @param {Store<T>} store
 * @returns {T}
 */
export function useStore(store) {
  const [, redraw] = useState(store.value);
  useEffect(() => {
    // What changed between the first drawing and this subscription is not missed.
    redraw(store.value);
    return store.subscribe(redraw);
  }, [store]);
  return store.value;
}
