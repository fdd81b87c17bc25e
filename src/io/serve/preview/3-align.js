// Which child has become which.

/** Comparisons of two lists of children that are worth their time. */
const MOST = 4_000_000;

/** Names what a node is, apart from what it says. */
function kind(node) {
  const identity = ["id", "class", "rel", "name", "property"];
  return isElement(node) ? [node.nodeName, ...identity.map((name) => node.getAttribute(name))].join() : node.nodeName;
}

/**
 * Pairs old and new children in order; one alone has gone or come. What comes stands before what goes.
 * @param {Node[]} before @param {Node[]} now @returns {[Node?, Node?][]}
 */
function align(before, now) {
  const head = [];
  const tail = [];
  while (before.length && now.length && before[0].isEqualNode(now[0])) head.push([before.shift(), now.shift()]);
  while (before.length && now.length && before.at(-1).isEqualNode(now.at(-1))) tail.unshift([before.pop(), now.pop()]);
  return [...head, ...match(before, now), ...tail];
}

/** The pairs that keep most: the same counts more than the like, and an element more than text. */
function match(before, now) {
  const describe = (node) => ({ kind: kind(node), text: node.outerHTML ?? node.data, weight: isElement(node) ? 2 : 1 });
  const olds = before.map(describe);
  const news = now.map(describe);
  // What stays the same in another place is not taken for another thing that has changed.
  const [oldTexts, newTexts] = [olds, news].map((nodes) => new Set(nodes.map(({ text }) => text)));
  const worth = (old, fresh) => {
    if (old.kind !== fresh.kind) return 0;
    if (old.text === fresh.text) return 3 * old.weight;
    return newTexts.has(old.text) || oldTexts.has(fresh.text) ? 0 : old.weight;
  };
  const width = now.length + 1;
  if (before.length * width > MOST) throw CANNOT;
  const best = new Uint32Array((before.length + 1) * width);
  for (let at = width + 1; at < best.length; at += 1) {
    if (at % width === 0) continue;
    const both = worth(olds[Math.floor(at / width) - 1], news[(at % width) - 1]);
    best[at] = Math.max(best[at - 1], best[at - width], both && best[at - width - 1] + both);
  }
  const steps = [];
  let row = before.length;
  let column = now.length;
  while (row || column) {
    const at = row * width + column;
    if (row && best[at] === best[at - width]) steps.push([before[--row]]);
    else if (column && best[at] === best[at - 1]) steps.push([undefined, now[--column]]);
    else steps.push([before[--row], now[--column]]);
  }
  return steps.reverse();
}

// What the reader looks at, and where the focus is.

function holdPlace() {
  // Whoever is at the very top sees what is added there.
  if (scrollY === 0) return () => {};
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

/** Whether an element scrolls with the page. */
function scrolls(element) {
  for (let node = element; node; node = node.parentElement) if (/sticky|fixed/.test(getComputedStyle(node).position)) return false;
  return true;
}

function holdFocus() {
  const way = [];
  for (let node = document.activeElement; node && node !== document.body; node = node.parentElement) way.push(node);
  return () => way.some((node) => {
    if (document.activeElement !== node && node.isConnected) node.focus({ preventScroll: true });
    return document.activeElement === node;
  });
}
