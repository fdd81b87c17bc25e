// @ts-check
// What the reader looks at and where the focus is, across a change of the page.

/** Gives a function that puts what the reader looks at back to where it was. */
export function keepPosition() {
  // At the very top, readers see what is added there.
  if (scrollY === 0) return () => {};
  /** @type {{ block: Element, top: number }[]} */
  const seen = [];
  const text = document.querySelector("main") ?? document.body;
  for (const block of text.querySelectorAll("h1, h2, h3, h4, h5, h6, p, li, pre, tr, dt, dd, summary, figure, img")) {
    const { top, bottom, height } = block.getBoundingClientRect();
    if (height && top < innerHeight && bottom > 0) seen.push({ block, top });
  }
  const marks = [...seen.filter(({ top }) => top >= 0), ...seen];
  return () => {
    const mark = marks.find(({ block }) => block.isConnected && block.getClientRects().length && scrolls(block));
    if (mark) scrollBy({ top: mark.block.getBoundingClientRect().top - mark.top, behavior: "instant" });
  };
}

/** Whether an element scrolls with the page. @param {Element} element */
function scrolls(element) {
  for (let node = element; node; node = node.parentElement) if (/sticky|fixed/.test(getComputedStyle(node).position)) return false;
  return true;
}

/** Gives a function that puts the focus back, or onto the nearest element around it that is left. */
export function keepFocus() {
  /** @type {HTMLElement[]} */
  const path = [];
  for (let node = /** @type {HTMLElement} */ (document.activeElement); node && node !== document.body; node = node.parentElement) path.push(node);
  return () => path.some((node) => {
    if (document.activeElement !== node && node.isConnected) node.focus({ preventScroll: true });
    return document.activeElement === node;
  });
}
