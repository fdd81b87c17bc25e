// @ts-check
// The status line of the dialog, which is read aloud: it speaks once the reader pauses.

/** Milliseconds without a change until the line is announced. */
const PAUSE = 300;

/** A status line. `spoken` runs after each announcement. @param {HTMLElement} line @param {() => void} spoken */
export function createStatus(line, spoken) {
  /** @type {number} */
  let timer;
  const cancel = () => clearTimeout(timer);
  /** @param {string} text */
  const announce = (text, pause = PAUSE) => {
    cancel();
    timer = setTimeout(() => {
      line.textContent = text;
      spoken();
    }, pause);
  };
  return { announce, cancel };
}
