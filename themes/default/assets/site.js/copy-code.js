// @ts-check
// Copy buttons after blocks of code.

import { all, element, one } from "../shared/dom.js";
import { icon, iconUrl } from "./icon.js";

/** How long a button shows that it copied, in milliseconds. */
const CONFIRMATION = 3000;
/** @type {HTMLElement | undefined} */
let status;

/** Gives each block of code a button: at load, and again when the preview has changed the page. */
export function addCopyButtons() {
  const blocks = navigator.clipboard ? all(".code > pre") : [];
  status ??= element("p", { class: "unseen", role: "status" });
  if (blocks.length && !status.isConnected) document.body.append(status);
  for (const block of blocks) {
    const label = block.getAttribute("aria-label") ?? "code";
    if (!block.nextElementSibling?.matches(".copy")) block.after(copyButton());
    block.nextElementSibling.setAttribute("aria-label", `Copy ${label[0].toLowerCase()}${label.slice(1)}`);
  }
}

function copyButton() {
  const button = element("button", { type: "button", class: "plain-button copy" }, icon("copy"));
  const showIcon = (/** @type {string} */ name) => one("use", button).setAttribute("href", iconUrl(name));
  button.addEventListener("click", async () => {
    const code = one("code", button.previousElementSibling).cloneNode(true);
    const isSession = all(".prompt", code).length > 0;
    for (const part of all(".prompt, .session-output", code)) part.remove();
    // The lines of the output are empty now.
    /** @type {string[]} */
    const lines = code.textContent.split("\n");
    const shown = isSession ? lines.filter((line) => line.trim()) : lines;
    try {
      await navigator.clipboard.writeText(shown.join("\n").trimEnd());
    } catch {
      status.textContent = "Could not copy";
      return;
    }
    showIcon("done");
    status.textContent = "Copied";
    setTimeout(() => {
      showIcon("copy");
      status.textContent = "";
    }, CONFIRMATION);
  });
  return button;
}
