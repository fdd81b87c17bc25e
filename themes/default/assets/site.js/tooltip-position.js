// @ts-check
// Where a tooltip goes beside its link.

/**
 * Where the tooltip goes in the window: below its link if it fits there or does not fit above.
 * @param {{ top: number, bottom: number, left: number }} link @param {{ width: number, height: number }} box
 * @param {{ width: number, height: number }} view
 */
export function tooltipPosition(link, box, view) {
  const isBelow = link.bottom + box.height + 8 < view.height || link.top < box.height + 8;
  return {
    top: isBelow ? link.bottom + 4 : link.top - box.height - 4,
    left: Math.max(8, Math.min(link.left, view.width - box.width - 8)),
  };
}
