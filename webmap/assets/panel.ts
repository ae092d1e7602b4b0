/** The panel beside the map: cards and lists, fetched one at a time; the address bar follows. */

import { element, say } from "./words";
import { fetchFragment, parse, signInAgain } from "./wire";

/** What a card wants to see on the map. */
export interface Wish {
  chosen: number[];
  dossier: number[];
  /** West, south, east, north in degrees (WGS 84), or null when there is nothing to show. */
  bounds: [number, number, number, number] | null;
}

export type Arrival = "start" | "link" | "click" | "back";

export class Panel {
  private running: AbortController | null = null;

  constructor(
    private readonly host: HTMLElement,
    private readonly shown: (wish: Wish, arrival: Arrival) => void,
  ) {
    document.addEventListener("click", (event) => this.followLink(event));
    window.addEventListener("popstate", () => void this.load(location.pathname, "back"));
  }

  /** Tell the map about the card the page came with. */
  begin(): void {
    this.arrive("start");
  }

  /** Open a page in the panel and put its address into the bar. */
  async open(path: string, arrival: Arrival): Promise<void> {
    await this.load(path, arrival);
  }

  /** Put ready-made content into the panel (search results have no address of their own). */
  fill(content: DocumentFragment): void {
    this.running?.abort();
    this.host.replaceChildren(content);
    this.host.scrollTop = 0;
    this.host.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  /** Move to the next or the previous row of the list in the panel. */
  step(by: 1 | -1): void {
    const rows = [...this.host.querySelectorAll<HTMLElement>("a.row")];
    const now = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.max(0, Math.min(rows.length - 1, now + by))]?.focus();
  }

  private followLink(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-panel]");
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
    if (!link || !plain || event.defaultPrevented) return;
    event.preventDefault();
    void this.open(new URL(link.href).pathname, "link");
  }

  private async load(path: string, arrival: Arrival): Promise<void> {
    this.running?.abort();
    const controller = (this.running = new AbortController());
    this.host.setAttribute("aria-busy", "true");
    try {
      const response = await fetchFragment(path, controller.signal);
      if (response.status === 401) return signInAgain();
      const markup = await response.text();
      this.host.replaceChildren(parse(markup));
      this.moveTo(response.headers.get("Content-Location") ?? path, arrival);
      this.arrive(arrival);
    } catch {
      if (!controller.signal.aborted) this.sayOffline(path, arrival);
    } finally {
      if (this.running === controller) this.host.removeAttribute("aria-busy");
    }
  }

  private moveTo(path: string, arrival: Arrival): void {
    if (arrival === "back" || path === location.pathname) return;
    history.pushState(null, "", path + location.hash);
  }

  private arrive(arrival: Arrival): void {
    const card = this.host.querySelector<HTMLElement>("[data-title]");
    if (!card) return;
    document.title = card.dataset.title ?? document.title;
    document.body.classList.toggle("panel-open", location.pathname !== "/map");
    this.host.scrollTop = 0;
    if (arrival !== "start") card.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    this.shown(JSON.parse(card.dataset.wish ?? "null") ?? NOTHING, arrival);
  }

  private sayOffline(path: string, arrival: Arrival): void {
    const notice = element("div", "notice notice-error");
    notice.setAttribute("role", "alert");
    notice.append(element("p", "", say("offline")));
    const again = element("button", "button", say("retry"));
    again.type = "button";
    again.addEventListener("click", () => void this.load(path, arrival));
    notice.append(again);
    this.host.replaceChildren(notice);
  }
}

const NOTHING: Wish = { chosen: [], dossier: [], bounds: null };
