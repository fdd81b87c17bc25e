// @ts-check
// The browser's side of the live preview. The server puts this script into the head of each page, not deferred: it copies the
// page as it was served, before the scripts of the theme change it. All text becomes text nodes.

import { connectIfVisible, disconnect } from "./connection.js";
import { remember, restorePosition } from "./page.js";
import { sheet } from "./panel.js";

function start() {
  document.head.append(sheet);
  restorePosition();
  connectIfVisible();
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", (event) => event.persisted && connectIfVisible());
  document.addEventListener("visibilitychange", connectIfVisible);
}

// Once the page is loaded, the page as it was served is lost; then each change loads it again.
if (document.readyState === "loading") {
  document.addEventListener("readystatechange", () => {
    remember();
    start();
  }, { once: true });
} else {
  start();
}
