/** Keys that work anywhere on the page; the sheet behind `?` lists them all. */

export type Keys = Record<string, () => void>;

/** `g m` is written as "g m"; a second key is waited for this long (ms). */
const CHORD_MS = 900;

/** Run the act of a key or of two in a row, unless somebody is typing. */
export function listen(keys: Keys): void {
  let first = "";
  let timer = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = (first && keys[`${first} ${event.key}`]) || keys[event.key];
    clearTimeout(timer);
    first = "";
    if (act) {
      event.preventDefault();
      act();
      return;
    }
    first = event.key;
    timer = window.setTimeout(() => (first = ""), CHORD_MS);
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, dialog *");
}
