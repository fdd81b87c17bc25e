// Data of the site, loaded by script elements: that also works from a disk and under a strict policy.

const waiting = (globalThis.fingerpostWaiting ??= new Map());
globalThis.fingerpostData ??= (name, payload) => waiting.get(name)?.(payload);

/** @param {string} name the name under which the file gives its data @param {string} address */
function load(name, address) {
  return new Promise((resolve, reject) => {
    const script = toNode(tree("script", { src: address }));
    waiting.set(name, resolve);
    script.onload = () => script.remove();
    script.onerror = () => reject(new Error(`cannot load ${address}`));
    document.head.append(script);
  });
}

/** Guidance of a category: the parts of each level of each question, by role. Loaded once. */
function openGuidance(root) {
  const known = new Map();
  return (category) => {
    if (!known.has(category)) {
      const address = new URL(`guidance/${encodeURIComponent(category)}.js`, root).href;
      known.set(category, load(`assessment-guidance/${category}`, address).catch((error) => {
        known.delete(category);
        throw error;
      }));
    }
    return known.get(category);
  };
}

/** The guidance for an answer in some roles, as parts of a page. @param {Entry} entry @param {string[]} roles @returns {Child[]} */
function guidanceOf(data, { question, level }, roles) {
  if (!level || !data || !Object.hasOwn(data, question.id)) return [];
  const parts = data[question.id][level.value] ?? {};
  return roles.filter((role) => Object.hasOwn(parts, role)).map((role) => tree("div", { class: "prose guidance" }, { markup: parts[role] }));
}

/**
 * Guidance for a file that stands alone: whole addresses, no pictures and no names that could be there twice.
 * @param {string} markup
 */
function standalone(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  for (const link of all("a[href]", template.content)) {
    const address = new URL(link.getAttribute("href"), document.baseURI);
    if (address.protocol === "file:") link.removeAttribute("href");
    else link.setAttribute("href", address.href);
  }
  for (const picture of all("img, svg, picture, video, audio, iframe", template.content)) {
    const words = picture.getAttribute("alt") || picture.getAttribute("aria-label");
    picture.replaceWith(words ? `[Picture: ${words}]` : "");
  }
  for (const named of all("[id]", template.content)) named.removeAttribute("id");
  for (const control of all("button, script, style, .anchor", template.content)) control.remove();
  return template.innerHTML;
}
