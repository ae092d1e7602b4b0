/** The parcels on the map: vector tiles decoded in a worker, drawn on one canvas a tile. */

import { colourOf, type Palette } from "./colours";
import type { Answer, Features, Tile } from "./tile";
import { featureAt, trace } from "./tile";

/** From this zoom the tiles hold single parcels; below, generalised land use and communes. */
export const PARCELS_FROM_ZOOM = 14;
/** Drawing may take this long in one frame (ms); what is left waits for the next. */
const FRAME_BUDGET_MS = 9;
const RETRY_AFTER_MS = [1000, 3000, 9000, 27000];
const DEEPEST_TILES = 19;
/** A shape narrower than this on the screen is filled and not outlined. */
const LEAST_OUTLINED_PX = 5;

export interface LoadedTile {
  coords: L.Coords;
  canvas: HTMLCanvasElement;
  tile: Tile | null;
  request: number;
}

export interface Hit {
  id: number;
  use: string;
  label: string;
}

export interface ParcelLayerOptions extends L.GridLayerOptions {
  url: string;
  worker: string;
  groups: ReadonlyMap<string, string>;
  palette: () => Palette;
}

/** Fires `tiledrawn` after each tile, `offline` and `online` as the server stops and answers. */
export class ParcelLayer extends L.GridLayer {
  declare options: ParcelLayerOptions;
  private readonly worker: Worker;
  private readonly tiles = new Map<string, LoadedTile>();
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly queue: Array<() => void> = [];
  private requests = 0;
  private frame = 0;
  private failing = false;

  constructor(options: ParcelLayerOptions) {
    super({ maxNativeZoom: DEEPEST_TILES, maxZoom: 21, keepBuffer: 1, ...options });
    this.worker = new Worker(options.worker);
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const resolve = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      resolve?.(data);
    };
    this.on("tileunload", ({ coords }: L.TileEvent) => this.forget(coords));
  }

  /** Called by Leaflet for every tile that comes into view. */
  override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const canvas = document.createElement("canvas");
    const loaded: LoadedTile = { coords, canvas, tile: null, request: 0 };
    this.tiles.set(keyOf(coords), loaded);
    void this.load(loaded, done);
    return canvas;
  }

  /** The tiles now on the screen, decoded. */
  *visible(): Iterable<LoadedTile & { tile: Tile }> {
    const zoom = this.tileZoom();
    for (const loaded of this.tiles.values()) {
      if (loaded.tile && loaded.coords.z === zoom) yield { ...loaded, tile: loaded.tile };
    }
  }

  /** Features of one layer of the tiles on the screen, with the tile they are from. */
  *features(layer: string): Iterable<[LoadedTile & { tile: Tile }, Features]> {
    for (const loaded of this.visible()) {
      const features = loaded.tile.layers[layer];
      if (features) yield [loaded, features];
    }
  }

  /** The parcel under a point, or null; never anything but a single parcel. */
  hit(latlng: L.LatLng): Hit | null {
    for (const [loaded, features] of this.features("parcels")) {
      const [x, y] = this.tilePoint(loaded, latlng);
      if (x < 0 || y < 0 || x >= loaded.tile.extent || y >= loaded.tile.extent) continue;
      const f = featureAt(features, x, y);
      if (f < 0) return null;
      return { id: features.ids[f]!, use: features.uses[f]!, label: features.labels[f]! };
    }
    return null;
  }

  /** Where tile units of a tile lie on the screen: container pixels of its corner, pixels a unit. */
  placement(loaded: LoadedTile & { tile: Tile }): { corner: L.Point; scale: number } {
    const size = this.getTileSize();
    const corner = this._map.layerPointToContainerPoint(
      this._map
        .latLngToLayerPoint(this._map.unproject(loaded.coords.scaleBy(size), this._map.getZoom()))
    );
    return { corner, scale: size.x / loaded.tile.extent };
  }

  /** Draw every tile anew, after a change of colours. */
  repaint(): void {
    for (const loaded of this.tiles.values()) this.enqueue(() => this.draw(loaded));
  }

  private tileZoom(): number {
    return Math.min(Math.round(this._map.getZoom()), DEEPEST_TILES);
  }

  private tilePoint(loaded: LoadedTile & { tile: Tile }, latlng: L.LatLng): [number, number] {
    const point = this._map.project(latlng, loaded.coords.z).divideBy(256);
    const { extent } = loaded.tile;
    return [(point.x - loaded.coords.x) * extent, (point.y - loaded.coords.y) * extent];
  }

  private async load(loaded: LoadedTile, done: L.DoneCallback, attempt = 0): Promise<void> {
    const answer = await this.ask(loaded);
    if (this.tiles.get(keyOf(loaded.coords)) !== loaded) return;
    if (answer.status === 401) {
      this.fire("signedout");
      return;
    }
    const again = answer.status === 0 || answer.status >= 500;
    this.tellState(again);
    if (again && attempt < RETRY_AFTER_MS.length) {
      setTimeout(() => void this.load(loaded, done, attempt + 1), RETRY_AFTER_MS[attempt]);
      return;
    }
    loaded.tile = answer.tile;
    this.enqueue(() => {
      this.draw(loaded);
      done(again ? new Error(`tile ${answer.status}`) : undefined, loaded.canvas);
      this.fire("tiledrawn");
    });
  }

  private ask(loaded: LoadedTile): Promise<Answer> {
    const { x, y, z } = loaded.coords;
    loaded.request = ++this.requests;
    const url = L.Util.template(this.options.url, { x, y, z });
    return new Promise((resolve) => {
      this.waiting.set(loaded.request, resolve);
      this.worker.postMessage({ get: loaded.request, url: new URL(url, location.href).href });
    });
  }

  private tellState(failing: boolean): void {
    if (failing === this.failing) return;
    this.failing = failing;
    this.fire(failing ? "offline" : "online");
  }

  private forget(coords: L.Coords): void {
    const loaded = this.tiles.get(keyOf(coords));
    if (!loaded) return;
    this.tiles.delete(keyOf(coords));
    if (this.waiting.delete(loaded.request)) this.worker.postMessage({ abort: loaded.request });
  }

  private enqueue(work: () => void): void {
    this.queue.push(work);
    this.frame ||= requestAnimationFrame(() => this.drain());
  }

  private drain(): void {
    const start = performance.now();
    while (this.queue.length && performance.now() - start < FRAME_BUDGET_MS) this.queue.shift()!();
    this.frame = this.queue.length ? requestAnimationFrame(() => this.drain()) : 0;
  }

  private draw({ canvas, tile, coords }: LoadedTile): void {
    if (!tile || !this._map) return;
    const size = this.getTileSize().x;
    // Beyond two device pixels a pixel the eye gains nothing and the memory quadruples.
    const density = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = canvas.height = size * density;
    const context = canvas.getContext("2d")!;
    const scale = canvas.width / tile.extent;
    const land = tile.layers.parcels ?? tile.layers.landuse;
    if (land) this.drawLand(context, land, scale, coords.z, density);
    const communes = tile.layers.communes;
    if (communes) this.drawCommunes(context, communes, scale, coords.z, density);
  }

  private drawLand(
    context: CanvasRenderingContext2D, land: Features, scale: number, zoom: number, density: number,
  ): void {
    const colours = this.options.palette();
    const outlines = new Path2D();
    const fills = new Map<string, Path2D>();
    for (let f = 0; f < land.ids.length; f++) {
      const colour = colourOf(land.uses[f]!, this.options.groups);
      let fill = fills.get(colour);
      if (!fill) fills.set(colour, (fill = new Path2D()));
      trace(fill, land, f, scale);
      if (zoom >= PARCELS_FROM_ZOOM && isWide(land, f, scale / density)) {
        trace(outlines, land, f, scale);
      }
    }
    context.globalAlpha = colours.fillAlpha;
    for (const [colour, fill] of fills) {
      context.fillStyle = colour;
      context.fill(fill);
    }
    context.globalAlpha = zoom >= 17 ? 0.9 : zoom >= 16 ? 0.65 : 0.4;
    context.strokeStyle = colours.outline;
    context.lineWidth = (zoom >= 18 ? 1 : zoom >= 16 ? 0.8 : 0.5) * density;
    context.stroke(outlines);
    context.globalAlpha = 1;
  }

  private drawCommunes(
    context: CanvasRenderingContext2D, communes: Features, scale: number, zoom: number,
    density: number,
  ): void {
    const outlines = new Path2D();
    for (let f = 0; f < communes.ids.length; f++) trace(outlines, communes, f, scale);
    context.strokeStyle = this.options.palette().commune;
    context.globalAlpha = 0.75;
    context.lineWidth = (zoom >= PARCELS_FROM_ZOOM ? 2 : zoom >= 12 ? 1.2 : 0.8) * density;
    context.setLineDash([8 * density, 3 * density, 2 * density, 3 * density]);
    context.stroke(outlines);
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
}

/** Whether a shape is wide enough for an outline: narrow lots from far would be nothing but lines. */
function isWide({ boxes }: Features, f: number, scale: number): boolean {
  const b = 4 * f;
  const width = boxes[b + 2]! - boxes[b]!;
  const height = boxes[b + 3]! - boxes[b + 1]!;
  return Math.min(width, height) * scale >= LEAST_OUTLINED_PX;
}

function keyOf({ x, y, z }: L.Coords): string {
  return `${z}/${x}/${y}`;
}
