// The connection.

const RETRY = 1000;
const PATIENCE = 2000;
let source;
let retry;
let worry;

function connect() {
  disconnect();
  worry ??= setTimeout(tellConnection, PATIENCE, true);
  source = new EventSource(`/__fingerpost/events?path=${encodeURIComponent(location.pathname)}&hash=${encodeURIComponent(preview.hash)}`);
  source.onopen = () => {
    worry = clearTimeout(worry);
    preview.connected = true;
    tellConnection(false);
  };
  source.onerror = () => {
    disconnect();
    worry ??= setTimeout(tellConnection, PATIENCE, true);
    retry = setTimeout(connect, RETRY);
  };
  let isFirst = true;
  const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  on("page", ({ hash }) => update(hash));
  on("files", ({ paths }) => renew(paths));
  on("findings", (findings) => {
    tellFindings(findings, isFirst);
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

function disconnect() {
  clearTimeout(retry);
  source?.close();
  preview.connected = false;
}

// A browser opens six connections to a host, and each stream holds one. So pages that are seen keep theirs, and the
// page that was seen last; the others catch up when they are shown again.
const sight = new BroadcastChannel("fingerpost-preview");
sight.onmessage = () => {
  if (!document.hidden) return;
  worry = clearTimeout(worry);
  disconnect();
};

function appear() {
  if (document.hidden) return;
  sight.postMessage("seen");
  if (!preview.connected) connect();
}
