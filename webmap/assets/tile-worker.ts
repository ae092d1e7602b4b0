/** Fetches and decodes vector tiles away from the page's own thread, so that panning stays smooth. */

import { VectorTile, type VectorTileLayer } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { type Answer, type Features, type Request, type Tile, holds } from "./tile";

interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(answer: Answer, transfer: Transferable[]): void;
}

const scope = self as unknown as WorkerScope;
const running = new Map<number, AbortController>();

scope.onmessage = ({ data }) => {
  if ("abort" in data) running.get(data.abort)?.abort();
  else void answer(data.get, data.url);
};

async function answer(id: number, url: string): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const [status, tile] = await load(url, controller.signal);
    scope.postMessage({ id, status, tile }, tile ? buffers(tile) : []);
  } catch {
    if (!controller.signal.aborted) scope.postMessage({ id, status: 0, tile: null }, []);
  } finally {
    running.delete(id);
  }
}

async function load(url: string, signal: AbortSignal): Promise<[number, Tile | null]> {
  const response = await fetch(url, { signal, credentials: "same-origin", redirect: "error" });
  if (!response.ok) return [response.status, null];
  return [response.status, decode(new Uint8Array(await response.arrayBuffer()))];
}

function decode(bytes: Uint8Array): Tile {
  const { layers } = new VectorTile(new PbfReader(bytes));
  const decoded: Tile = { extent: 4096, layers: {} };
  for (const [name, layer] of Object.entries(layers)) {
    decoded.extent = layer.extent;
    decoded.layers[name] = flatten(layer);
  }
  return decoded;
}

function flatten(layer: VectorTileLayer): Features {
  const xy: number[] = [];
  const rings: number[] = [];
  const starts: number[] = [];
  const ids: number[] = [];
  const uses: string[] = [];
  const labels: string[] = [];
  for (let f = 0; f < layer.length; f++) {
    const feature = layer.feature(f);
    const { use, so, name } = feature.properties;
    ids.push(feature.id ?? 0);
    uses.push(text(use));
    labels.push(text(so ?? name));
    starts.push(rings.length);
    for (const ring of feature.loadGeometry()) {
      rings.push(xy.length / 2);
      for (const point of ring) xy.push(point.x, point.y);
    }
  }
  starts.push(rings.length);
  rings.push(xy.length / 2);
  const features: Features = {
    ids: Float64Array.from(ids),
    starts: Uint32Array.from(starts),
    rings: Uint32Array.from(rings),
    xy: Int16Array.from(xy),
    boxes: new Int16Array(4 * ids.length),
    anchors: new Int16Array(2 * ids.length),
    areas: new Float64Array(ids.length),
    uses,
    labels,
  };
  for (let f = 0; f < ids.length; f++) measure(features, f);
  return features;
}

function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

/** Fill in the box, the area and the label's place of one feature. */
function measure(features: Features, f: number): void {
  const { starts, rings, xy, boxes, anchors, areas } = features;
  const box = [32767, 32767, -32768, -32768];
  let largest = 0;
  let place: [number, number] = [0, 0];
  for (let r = starts[f]!; r < starts[f + 1]!; r++) {
    let twice = 0;
    let sumX = 0;
    let sumY = 0;
    const end = rings[r + 1]!;
    for (let i = rings[r]!, j = end - 1; i < end; j = i++) {
      const [xi, yi, xj, yj] = [xy[2 * i]!, xy[2 * i + 1]!, xy[2 * j]!, xy[2 * j + 1]!];
      const cross = xj * yi - xi * yj;
      twice += cross;
      sumX += (xi + xj) * cross;
      sumY += (yi + yj) * cross;
      box[0] = Math.min(box[0]!, xi);
      box[1] = Math.min(box[1]!, yi);
      box[2] = Math.max(box[2]!, xi);
      box[3] = Math.max(box[3]!, yi);
    }
    areas[f]! += twice / 2;
    if (Math.abs(twice) > largest) {
      largest = Math.abs(twice);
      place = [sumX / (3 * twice), sumY / (3 * twice)];
    }
  }
  areas[f] = Math.abs(areas[f]!);
  boxes.set(box, 4 * f);
  anchors.set(inside(features, f, place), 2 * f);
}

/** The centre of gravity, or, where that lies outside a bent shape, the middle of the widest run. */
function inside(features: Features, f: number, [x, y]: [number, number]): [number, number] {
  if (holds(features, f, x, y)) return [x, y];
  const crossings: number[] = [];
  const { starts, rings, xy } = features;
  const level = Math.round(y) + 0.5;
  for (let r = starts[f]!; r < starts[f + 1]!; r++) {
    const end = rings[r + 1]!;
    for (let i = rings[r]!, j = end - 1; i < end; j = i++) {
      const [yi, yj] = [xy[2 * i + 1]!, xy[2 * j + 1]!];
      if (yi > level === yj > level) continue;
      const xi = xy[2 * i]!;
      crossings.push(xi + ((xy[2 * j]! - xi) * (level - yi)) / (yj - yi));
    }
  }
  crossings.sort((a, b) => a - b);
  let widest = 0;
  let middle = x;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const run = crossings[i + 1]! - crossings[i]!;
    if (run > widest) [widest, middle] = [run, crossings[i]! + run / 2];
  }
  return [middle, y];
}

function buffers(tile: Tile): Transferable[] {
  return Object.values(tile.layers).flatMap((layer) =>
    [layer.ids, layer.starts, layer.rings, layer.xy, layer.boxes, layer.anchors, layer.areas].map(
      (array) => array.buffer as ArrayBuffer,
    ),
  );
}
