// @ts-check
// Links that open a dialog where scripts run, and lead to a page where they do not.

/**
 * Makes a link act as a button: on a plain click, Enter or the space bar.
 * @param {HTMLAnchorElement} link @param {(link: HTMLAnchorElement) => void} act
 */
export function makeButton(link, act) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    act(link);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    act(link);
  });
}
