/** The legend: every land use now on the screen, and nothing else. */

import { colourOf, onGround, type Palette } from "./colours";
import type { ParcelLayer } from "./parcel-layer";
import { element } from "./words";

export interface UseCode {
  code: string;
  name: string;
  group: string;
}

export class Legend {
  private readonly names: ReadonlyMap<string, string>;
  private shown = "";
  private frame = 0;

  constructor(
    private readonly list: HTMLElement,
    private readonly tiles: ParcelLayer,
    codes: readonly UseCode[],
    private readonly palette: () => Palette,
  ) {
    this.names = new Map(codes.map(({ code, name }) => [code, name]));
    tiles.on("tiledrawn tileunload", () => this.schedule());
  }

  schedule(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.render();
    });
  }

  private render(): void {
    const uses = this.usesInView();
    const key = `${uses.join()} ${this.palette().ground}`;
    if (key === this.shown) return;
    this.shown = key;
    this.list.replaceChildren(...uses.map((use) => this.entry(use)));
  }

  /** Single codes, each once: a parcel `ONT+CLN` is drawn as ONT but both have their line. */
  private usesInView(): string[] {
    const found = new Set<string>();
    for (const layer of ["parcels", "landuse"])
      for (const [, features] of this.tiles.features(layer))
        for (const use of features.uses) if (use) use.split("+").forEach((code) => found.add(code));
    return [...found].sort();
  }

  private entry(code: string): HTMLElement {
    const entry = element("li", "legend-entry");
    const swatch = element("span", "swatch");
    swatch.style.backgroundColor = onGround(
      colourOf(code, this.tiles.options.groups), this.palette(),
    );
    swatch.setAttribute("aria-hidden", "true");
    entry.append(swatch, element("b", "", code), element("span", "", this.names.get(code) ?? ""));
    return entry;
  }
}
