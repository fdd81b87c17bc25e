// @ts-check
// Results that are kept for the next call.

/**
 * Remembers what a function resolves to for each key. A failure is forgotten, so the next call tries again.
 * @template T @param {(key: string) => Promise<T>} load @returns {(key: string) => Promise<T>}
 */
export function cached(load) {
  /** @type {Map<string, Promise<T>>} */
  const cache = new Map();
  return (key) => {
    const found = cache.get(key) ?? load(key).catch((error) => {
      cache.delete(key);
      throw error;
    });
    cache.set(key, found);
    return found;
  };
}
