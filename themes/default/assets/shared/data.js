// @ts-check
// Data files of the site. They are scripts that call `fingerpostData(name, payload)`, so that they load from `file:` and
// under a strict policy.

/** Names of files that are being loaded, with what to do with their data. All scripts of a page share it. @type {Map<string, (payload: any) => void>} */
const waiting = (Reflect.get(globalThis, "fingerpostWaiting") ?? new Map());
Object.assign(globalThis, {
  fingerpostWaiting: waiting,
  fingerpostData: (/** @type {string} */ name, /** @type {any} */ payload) => waiting.get(name)?.(payload),
});

/**
 * Loads a data file.
 * @param {string} name under which the file gives its data @param {string} url @returns {Promise<any>}
 */
export function loadData(name, url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    waiting.set(name, resolve);
    script.src = url;
    script.onload = () => script.remove();
    script.onerror = () => reject(new Error(`cannot load ${url}`));
    document.head.append(script);
  });
}
