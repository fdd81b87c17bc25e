// @ts-check
// The keys that open the search.

/** Whether keys ask for the search: Ctrl+K (⌘K on a Mac), or `/` outside fields. @param {KeyboardEvent} event @param {boolean} isMac */
export function isShortcut({ key, ctrlKey, metaKey, altKey, shiftKey, target }, isMac) {
  if (altKey) return false;
  if (key.toLowerCase() === "k") return !shiftKey && (isMac ? metaKey : ctrlKey);
  const field = "input:not([type=radio]), textarea, select, [contenteditable]";
  return key === "/" && !ctrlKey && !metaKey && !/** @type {Element} */ (target).closest?.(field);
}
