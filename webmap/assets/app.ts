/** The clerk's page: the map folium made, the panel, the search box and the keys, tied together. */

import { palette } from "./colours";
import { type Keys, listen } from "./keys";
import { Legend, type UseCode } from "./legend";
import { Overlay } from "./overlay";
import { type Arrival, Panel, type Wish } from "./panel";
import { ParcelLayer, PARCELS_FROM_ZOOM } from "./parcel-layer";
import { Readout, type Zone } from "./readout";
import { SearchBox } from "./search";
import { signInAgain } from "./wire";
import { learn, say } from "./words";

export interface Options {
  tiles: string;
  worker: string;
  language: string;
  legend: UseCode[];
  zones: Zone[];
  /** West, south, east, north of the office's territory, degrees. */
  extent: [number, number, number, number];
  words: Record<string, string>;
}

const CLOSEST_FIT = 19;

/** Called once by the page's own script with the map that folium put there. */
export function start(map: L.Map, options: Options): void {
  learn(options.words);
  new Workspace(map, options);
}

class Workspace {
  private readonly scheme = matchMedia("(prefers-color-scheme: dark)");
  private readonly tiles: ParcelLayer;
  private readonly overlay: Overlay;
  private readonly panel: Panel;
  private readonly search: SearchBox;

  constructor(
    private readonly map: L.Map,
    private readonly options: Options,
  ) {
    const colours = () => palette(this.scheme.matches);
    this.tiles = new ParcelLayer({
      url: options.tiles,
      worker: options.worker,
      groups: new Map(options.legend.map(({ code, group }) => [code, group])),
      palette: colours,
    });
    this.overlay = new Overlay(this.tiles, colours);
    this.furnish();
    this.panel = new Panel(byId("panel"), (wish, arrival) => this.show(wish, arrival));
    this.search = new SearchBox(document.querySelector<HTMLFormElement>("form.search")!, this.panel);
    this.dressUp();
    this.placeView();
    this.watchMap();
    this.tiles.addTo(map);
    this.overlay.addTo(map);
    listen(this.keys());
    this.panel.begin();
    document.documentElement.dataset.ready = "1";
  }

  private furnish(): void {
    const { map, options } = this;
    map.attributionControl?.remove();
    L.control.zoom({
      position: "topright", zoomInTitle: say("zoom_in"), zoomOutTitle: say("zoom_out"),
    }).addTo(map);
    L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 160 }).addTo(map);
    new Readout(byId("readout"), map, options.zones, options.language);
    // On a phone the legend would hide the map: it waits behind its title.
    (byId("legend") as HTMLDetailsElement).open = !matchMedia("(max-width: 760px)").matches;
    const legend = new Legend(byId("legend-list"), this.tiles, options.legend, () =>
      palette(this.scheme.matches),
    );
    this.scheme.addEventListener("change", () => {
      this.dressUp();
      this.tiles.repaint();
      this.overlay.schedule();
      legend.schedule();
    });
    map.getContainer().setAttribute("aria-label", say("map_label"));
    map.getContainer().setAttribute("role", "application");
  }

  private dressUp(): void {
    this.map.getContainer().style.backgroundColor = palette(this.scheme.matches).ground;
  }

  /** The part of the address after `#` says zoom/latitude/longitude; else the office's territory. */
  private placeView(): void {
    const [zoom, lat, lon] = location.hash.slice(1).split("/").map(Number);
    const known = [zoom, lat, lon].every((part) => Number.isFinite(part));
    if (known) this.map.setView([lat!, lon!], zoom!, { animate: false });
    else this.fit(this.options.extent, 16);
  }

  private watchMap(): void {
    const { map } = this;
    map.on("moveend", () => {
      const { lat, lng } = map.getCenter();
      const place = `#${map.getZoom()}/${lat.toFixed(6)}/${lng.toFixed(6)}`;
      history.replaceState(history.state, "", location.pathname + place);
      document.body.classList.toggle("far", map.getZoom() < PARCELS_FROM_ZOOM);
    });
    document.body.classList.toggle("far", map.getZoom() < PARCELS_FROM_ZOOM);
    // The map is hidden on paper, and Leaflet would take that for a view of no size.
    let shown: [L.LatLng, number] | null = null;
    window.addEventListener("beforeprint", () => (shown = [map.getCenter(), map.getZoom()]));
    window.addEventListener("afterprint", () => {
      map.invalidateSize({ pan: false });
      if (shown) map.setView(...shown, { animate: false });
    });
    map.on("click", ({ latlng }: L.LeafletMouseEvent) => this.pick(latlng));
    map.on("mousemove", ({ latlng }: L.LeafletMouseEvent) => this.hover(latlng));
    // After a zoom something else lies under the mouse, which the next move will tell.
    map.on("mouseout zoomstart", () => this.overlay.hoverOver(0));
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === map.getContainer()) this.pick(map.getCenter());
    });
    this.tiles.on("signedout", signInAgain);
    this.tiles.on("loading", () => (map.getContainer().dataset.tiles = "loading"));
    this.tiles.on("load", () => (map.getContainer().dataset.tiles = "drawn"));
    this.tiles.on("offline", () => document.body.classList.add("offline"));
    this.tiles.on("online", () => document.body.classList.remove("offline"));
  }

  private pick(latlng: L.LatLng): void {
    const hit = this.tiles.hit(latlng);
    if (!hit) return;
    this.overlay.mark({ chosen: new Set([hit.id]), dossier: new Set() });
    void this.panel.open(`/parcels/at/${hit.id}`, "click");
  }

  private hover(latlng: L.LatLng): void {
    const hit = this.tiles.hit(latlng);
    this.overlay.hoverOver(hit?.id ?? 0);
    this.map.getContainer().style.cursor = hit ? "pointer" : "";
  }

  private show(wish: Wish, arrival: Arrival): void {
    this.overlay.mark({ chosen: new Set(wish.chosen), dossier: new Set(wish.dossier) });
    const placed = arrival === "start" && location.hash.includes("/");
    if (arrival === "click" || placed || !wish.bounds) return;
    this.fit(wish.bounds, CLOSEST_FIT);
  }

  private fit([west, south, east, north]: Options["extent"], maxZoom: number): void {
    const bounds = L.latLngBounds([south, west], [north, east]);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // A jump over more than a few screens shows nothing on the way, so it is not animated.
    const near = this.map.getZoom() >= 12 && this.map.getBounds().pad(2).contains(bounds);
    this.map.fitBounds(bounds, {
      maxZoom, padding: [60, 60], animate: near && !calm, duration: 0.35,
    });
  }

  private keys(): Keys {
    const help = byId("keys") as HTMLDialogElement;
    document.querySelectorAll("[data-open-keys]").forEach((button) =>
      button.addEventListener("click", () => help.showModal()),
    );
    const home = () => void this.panel.open("/map", "link");
    return {
      "/": () => this.search.focus(),
      "?": () => help.showModal(),
      Escape: home,
      "g m": () => this.map.getContainer().focus(),
      "g h": home,
      "g o": () => this.fit(this.options.extent, 16),
      j: () => this.panel.step(1),
      k: () => this.panel.step(-1),
      l: () => {
        const legend = byId("legend") as HTMLDetailsElement;
        legend.open = !legend.open;
      },
    };
  }
}

function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}
