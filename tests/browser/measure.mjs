/**
 * What tests measure in a page. `prepare` puts these functions into it as `look`.
 */

/** Makes `look` known in the page. Works with scripts turned off, too. */
export async function prepare(page) {
  await page.evaluate(define);
}

function define() {
  /** True where a reader can see the element, or could by scrolling. */
  const seen = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: false })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.bottom + scrollY > 0 && box.right + scrollX > 0;
  };

  /** A few words that find the element again in a message. */
  const describe = (element) => {
    const words = (element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ").slice(0, 40);
    const part = element.className && typeof element.className === "string" ? `.${element.className.trim().split(/\s+/).join(".")}` : "";
    const above = element.closest("nav, header, footer, main, dialog, aside");
    const place = above && above !== element ? `${above.localName}${above.className ? `.${above.className.split(" ")[0]}` : ""} ` : "";
    return `${place}${element.localName}${part} "${words}"`;
  };

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  /** Red, green, blue from 0 to 255 and opacity from 0 to 1, of any CSS colour. */
  const colour = (text) => {
    if (!known.has(text)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(text, [red, green, blue, alpha / 255]);
    }
    return known.get(text);
  };

  const over = (front, back) => {
    const alpha = front[3];
    return [0, 1, 2].map((part) => front[part] * alpha + back[part] * (1 - alpha)).concat(1);
  };

  /** The colour behind an element's text, through all that is see-through. */
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const fill = colour(getComputedStyle(at).backgroundColor);
      layers.push(fill);
      if (fill[3] === 1) break;
      if (at.localName === "dialog" && at.matches(":modal")) break;
    }
    const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches;
    return layers.reduceRight((back, front) => over(front, back), dark ? [18, 18, 18, 1] : [255, 255, 255, 1]);
  };

  const light = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  /** WCAG's contrast of two colours, the first of which may be see-through. */
  const contrast = (front, back) => {
    const [high, low] = [light(over(front, back)), light(back)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };

  /** All elements that have text of their own which can be seen. */
  const texts = (root = document.body) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = new Set();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (node.data.trim() && !found.has(element) && !element.closest("script, style, template, noscript") && seen(element)) found.add(element);
    }
    return [...found];
  };

  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=radio], [role=option], [tabindex]:not([tabindex='-1'])";

  /** Targets below 24 by 24 pixels. A link inside a sentence is as high as its line, and may be. */
  const smallTargets = (within) => {
    const inSentence = (element) => {
      if (!getComputedStyle(element).display.startsWith("inline") || element.localName !== "a") return false;
      for (let at = element.parentElement; at; at = at.parentElement) {
        if ([...at.childNodes].some((node) => node.nodeType === 3 && node.data.trim().length > 2)) return true;
        if (!getComputedStyle(at).display.startsWith("inline")) return false;
      }
      return false;
    };
    const faults = [];
    for (const root of document.querySelectorAll(within)) {
      for (const element of root.querySelectorAll(controls)) {
        // A wide formula takes the focus to be scrolled; nothing is pressed there.
        if (!seen(element) || element.disabled || inSentence(element) || element.localName === "math") continue;
        const label = element.matches("input") ? element.closest("label") : null;
        const { width, height } = (label ?? element).getBoundingClientRect();
        if (width < 23.5 || height < 23.5) faults.push(`${describe(element)} is ${width.toFixed(0)} by ${height.toFixed(0)}`);
      }
    }
    return faults;
  };

  globalThis.look = { seen, describe, colour, ground, light, contrast, texts, controls, smallTargets };
}
