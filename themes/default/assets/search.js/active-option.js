// @ts-check
// Which result is active, said in the attributes of a combobox (WAI-ARIA 1.2).

/** Makes one result active in place of another. @param {HTMLInputElement} input @param {HTMLElement} [before] @param {HTMLElement} [option] */
export function markActive(input, before, option) {
  before?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}
