/** The search box: suggestions while typing, the first one ready under Enter. */

import type { Panel } from "./panel";
import { element, say } from "./words";
import { parse, postText, signInAgain } from "./wire";

interface Hit {
  kind: string;
  kind_word: string;
  title: string;
  detail: string;
  href: string;
}

interface Found {
  hits: Hit[];
  elsewhere: string[];
}

/** A fast typist's pause between two keys is shorter than this (ms). */
const PAUSE_MS = 130;
const SHORTEST = 2;

export class SearchBox {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly status: HTMLElement;
  private hits: Hit[] = [];
  private active = -1;
  private timer = 0;
  private running: AbortController | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly panel: Panel,
  ) {
    this.input = form.querySelector("[role=combobox]")!;
    this.list = form.querySelector("[role=listbox]")!;
    this.status = form.querySelector("[role=status]")!;
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("focus", () => this.hits.length && this.show(true));
    this.form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("pointerdown", (event) => {
      if (!form.contains(event.target as Node)) this.show(false);
    });
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    // What is listed answers an older text: Enter must not open it.
    this.hits = [];
    this.point(-1);
    this.list.setAttribute("aria-busy", "true");
    this.timer = window.setTimeout(() => void this.ask(), PAUSE_MS);
  }

  private async ask(): Promise<void> {
    const text = this.input.value.trim();
    if (text.length < SHORTEST) return this.clear();
    const controller = (this.running = new AbortController());
    try {
      const found = await this.post(text, "application/json", controller.signal);
      if (!found) return;
      // A refusal says in a sentence what to do: the form is too old, the database is down.
      if (found.ok) this.render((await found.json()) as Found);
      else this.tell(((await found.json()) as { detail: string }).detail);
    } catch {
      if (!controller.signal.aborted) this.tell(say("offline"));
    }
  }

  private async post(text: string, accept: string, signal: AbortSignal): Promise<Response | null> {
    const response = await postText("/search", { q: text }, accept, signal);
    if (response.status === 401) {
      signInAgain();
      return null;
    }
    return response;
  }

  private render({ hits, elsewhere }: Found): void {
    this.hits = hits;
    this.list.removeAttribute("aria-busy");
    this.list.replaceChildren(
      ...hits.map((hit, i) => this.option(hit, i)),
      ...elsewhere.map((line) => this.note(line)),
    );
    if (!hits.length && !elsewhere.length) this.list.append(this.note(say("nothing_found")));
    this.point(hits.length ? 0 : -1);
    this.show(true);
    this.status.textContent = say("found", { count: hits.length });
  }

  private option(hit: Hit, index: number): HTMLElement {
    const option = element("li", "suggestion");
    option.id = `suggestion-${index}`;
    option.setAttribute("role", "option");
    const words = element("span", "suggestion-words");
    words.append(element("strong", "", hit.title), element("span", "muted", hit.detail));
    option.append(icon(hit.kind), words, element("span", "kind", hit.kind_word));
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.pick(index);
    });
    return option;
  }

  private note(text: string): HTMLElement {
    const note = element("li", "suggestion-note", text);
    note.setAttribute("role", "presentation");
    return note;
  }

  private tell(text: string): void {
    this.hits = [];
    this.list.replaceChildren(this.note(text));
    this.show(true);
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const by = steps[event.key];
    if (by && this.hits.length) {
      event.preventDefault();
      this.show(true);
      this.point((this.active + by + this.hits.length) % this.hits.length);
    } else if (event.key === "Escape") {
      if (this.list.hidden) this.input.blur();
      this.show(false);
      event.stopPropagation();
    }
  }

  private point(index: number): void {
    this.active = index;
    [...this.list.children].forEach((option, i) => {
      if (option.getAttribute("role") === "option")
        option.setAttribute("aria-selected", String(i === index));
    });
    this.list.children[index]?.scrollIntoView({ block: "nearest" });
    if (index >= 0) this.input.setAttribute("aria-activedescendant", `suggestion-${index}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private submit(event: Event): void {
    event.preventDefault();
    if (!this.list.hidden && this.hits[this.active]) this.pick(this.active);
    else void this.listAll();
  }

  private pick(index: number): void {
    const hit = this.hits[index];
    if (!hit) return;
    this.show(false);
    this.input.blur();
    void this.panel.open(hit.href, "link");
  }

  /** Enter before the suggestions came: the whole answer goes into the panel. */
  private async listAll(): Promise<void> {
    clearTimeout(this.timer);
    this.running?.abort();
    const text = this.input.value.trim();
    if (!text) return;
    const controller = (this.running = new AbortController());
    try {
      const response = await this.post(text, "text/html", controller.signal);
      if (!response) return;
      const content = parse(await response.text());
      const rows = content.querySelectorAll("a.row");
      const only = rows.length === 1 ? rows[0]!.getAttribute("href") : null;
      if (only) return void this.panel.open(only, "link");
      this.show(false);
      this.panel.fill(content);
    } catch {
      if (!controller.signal.aborted) this.tell(say("offline"));
    }
  }

  private clear(): void {
    this.hits = [];
    this.list.removeAttribute("aria-busy");
    this.list.replaceChildren();
    this.show(false);
  }

  private show(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }
}

function icon(kind: string): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("class", `icon icon-${kind}`);
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#icon-${kind}`);
  drawing.append(use);
  return drawing;
}
