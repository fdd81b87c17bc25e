// @ts-check
// The connection to the server, which sends builds and findings as events.

import { update } from "./page.js";
import { showConnection, showFindings } from "./panel.js";
import { preview } from "./state.js";
import { reloadFiles } from "./style-sheets.js";

/** Milliseconds until a lost connection is tried again, and until the page shows that it is lost. */
const RETRY = 1000;
const GRACE = 2000;
/** @type {EventSource | undefined} */
let source;
/** @type {number | undefined} */
let retry;
/** @type {number | undefined} */
let warning;

function cancelWarning() {
  clearTimeout(warning);
  warning = undefined;
}

function connect() {
  disconnect();
  warning ??= setTimeout(showConnection, GRACE, true);
  source = new EventSource(`/__fingerpost/events?path=${encodeURIComponent(location.pathname)}&hash=${encodeURIComponent(preview.hash)}`);
  source.onopen = () => {
    cancelWarning();
    preview.connected = true;
    showConnection(false);
  };
  source.onerror = () => {
    disconnect();
    warning ??= setTimeout(showConnection, GRACE, true);
    retry = setTimeout(connect, RETRY);
  };
  let isFirst = true;
  /** @param {string} name @param {(data: any) => void} act */
  const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  on("page", ({ hash }) => update(hash));
  on("files", ({ paths }) => reloadFiles(paths));
  on("findings", (findings) => {
    showFindings(findings, isFirst);
    isFirst = false;
  });
  on("follow", ({ url }) => {
    if (new URL(url, location.href).pathname !== location.pathname) location.assign(url);
  });
  on("built", (built) => {
    preview.built = built;
    document.dispatchEvent(new CustomEvent("fingerpost:built", { detail: built }));
  });
}

/** Closes the connection. */
export function disconnect() {
  clearTimeout(retry);
  source?.close();
  preview.connected = false;
}

// A browser opens six connections to a host, and each stream takes one. So only visible pages keep theirs, and the page
// that was visible last; the others catch up when they are shown again.
const visibility = new BroadcastChannel("fingerpost-preview");
visibility.onmessage = () => {
  if (!document.hidden) return;
  cancelWarning();
  disconnect();
};

/** Connects if the page is visible. */
export function connectIfVisible() {
  if (document.hidden) return;
  visibility.postMessage("visible");
  if (!preview.connected) connect();
}
