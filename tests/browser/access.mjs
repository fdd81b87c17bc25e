/**
 * The accessibility tree of a page, as Chromium computes it.
 */

const LANDMARKS = new Set(["banner", "navigation", "main", "complementary", "contentinfo", "search", "form", "region"]);

/** Landmarks, headings and nameless controls of a page. */
export async function readAccessibility(page) {
  const nodes = await tree(page);
  return { landmarks: landmarks(nodes), headings: headings(nodes), nameless: nameless(nodes) };
}

/** The landmarks of a page in order, as `role "name"`, those inside another one set in by two spaces. */
export async function landmarksOf(page) {
  return landmarks(await tree(page));
}

function landmarks(nodes) {
  const lines = [];
  visitTree(nodes, (node, above) => {
    if (!LANDMARKS.has(role(node))) return;
    const depth = above.filter((parent) => LANDMARKS.has(role(parent))).length;
    lines.push(`${"  ".repeat(depth)}${role(node)}${name(node) ? ` "${name(node)}"` : ""}`);
  });
  return lines;
}

/** The headings of a page in order, each with level and name. */
function headings(nodes) {
  const found = [];
  visitTree(nodes, (node) => {
    if (role(node) !== "heading") return;
    const level = node.properties?.find((property) => property.name === "level")?.value.value;
    found.push({ level, name: name(node) });
  });
  return found;
}

/** Links, buttons and fields without a name, as `role`. */
export async function namelessOf(page) {
  return nameless(await tree(page));
}

function nameless(nodes) {
  const controls = new Set(["link", "button", "textbox", "combobox", "checkbox", "radio", "DisclosureTriangle", "image", "listbox", "dialog"]);
  const found = [];
  visitTree(nodes, (node, above) => {
    if (controls.has(role(node)) && !name(node).trim()) found.push(`${role(node)} in ${above.map(role).filter((part) => LANDMARKS.has(part)).join(" ")}`);
  });
  return found;
}

/** Role and name of every control inside an element, in order, such as `link "Home"`. */
export async function controlsOf(page, selector) {
  const client = await page.context().newCDPSession(page);
  const { root } = await client.send("DOM.getDocument", { depth: 0 });
  const { nodeId } = await client.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  if (!nodeId) return [];
  const { nodes } = await client.send("Accessibility.queryAXTree", { nodeId });
  await client.detach();
  const wanted = new Set(["link", "button", "textbox", "combobox", "checkbox", "radio", "radiogroup", "DisclosureTriangle", "listbox", "option"]);
  return nodes.filter((node) => !node.ignored && wanted.has(role(node))).map((node) => `${role(node)} "${name(node)}"`);
}

/** The name of the first element that a selector finds; nothing where there is no such element. */
export async function nameOf(page, selector) {
  const client = await page.context().newCDPSession(page);
  const { root } = await client.send("DOM.getDocument", { depth: 0 });
  const { nodeId } = await client.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  if (!nodeId) return "";
  const { nodes } = await client.send("Accessibility.getPartialAXTree", { nodeId, fetchRelatives: false });
  await client.detach();
  return name(nodes[0]);
}

const role = (node) => node.role?.value ?? "";
const name = (node) => node.name?.value ?? "";

async function tree(page) {
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send("Accessibility.getFullAXTree");
  await client.detach();
  return nodes;
}

/** Calls `see` on all nodes that are not ignored, with those above each. */
function visitTree(nodes, see) {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const go = (node, above) => {
    if (!node.ignored) see(node, above);
    const next = node.ignored ? above : [...above, node];
    for (const id of node.childIds ?? []) if (byId.has(id)) go(byId.get(id), next);
  };
  if (nodes.length > 0) go(nodes[0], []);
}
