/** The sentences of the page, in its language: the server translates, the browser only fills in. */

let words: Record<string, string> = {};

export function learn(given: Record<string, string>): void {
  words = given;
}

/** Return the sentence for a key with its `{facts}` filled in. */
export function say(key: string, facts: Record<string, string | number> = {}): string {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ""));
}

/** Make an element with text; text is never read as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K, className = "", text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
