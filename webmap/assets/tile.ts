/** A decoded tile: flat arrays, so that it crosses from the worker without being copied. */

/** Features of one layer. Ring r holds the points rings[r] … rings[r + 1] of `xy` (pairs). */
export interface Features {
  ids: Float64Array;
  /** Feature f holds the rings starts[f] … starts[f + 1]. */
  starts: Uint32Array;
  rings: Uint32Array;
  xy: Int16Array;
  /** Four a feature: least x, least y, greatest x, greatest y. */
  boxes: Int16Array;
  /** Two a feature: where a label may stand, inside the shape. */
  anchors: Int16Array;
  /** The visible area of a feature in square tile units, to choose among its pieces. */
  areas: Float64Array;
  /** Land-use code, a parcel's or a generalised area's; else empty. */
  uses: string[];
  /** What is written on it: "sheet/parcel", or a commune's name; else empty. */
  labels: string[];
}

export interface Tile {
  extent: number;
  layers: Record<string, Features>;
}

export type Request = { get: number; url: string } | { abort: number };

/** `status` 0: no answer from the server. */
export interface Answer {
  id: number;
  status: number;
  tile: Tile | null;
}

/** Return the index of the topmost feature that holds the point (tile units), or -1. */
export function featureAt(features: Features, x: number, y: number): number {
  const { boxes, ids } = features;
  for (let f = ids.length - 1; f >= 0; f--) {
    const b = 4 * f;
    const inBox =
      x >= boxes[b]! && y >= boxes[b + 1]! && x <= boxes[b + 2]! && y <= boxes[b + 3]!;
    if (inBox && holds(features, f, x, y)) return f;
  }
  return -1;
}

/** Even-odd rule over all rings: a point in a hole is outside. */
export function holds(features: Features, f: number, x: number, y: number): boolean {
  const { starts, rings, xy } = features;
  let inside = false;
  for (let r = starts[f]!; r < starts[f + 1]!; r++) {
    const end = rings[r + 1]!;
    for (let i = rings[r]!, j = end - 1; i < end; j = i++) {
      const yi = xy[2 * i + 1]!;
      const yj = xy[2 * j + 1]!;
      if (yi > y === yj > y) continue;
      const xi = xy[2 * i]!;
      if (x < ((xy[2 * j]! - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

/** Add the outline of feature `f` to a path; `scale` is pixels per tile unit. */
export function trace(path: Path2D, features: Features, f: number, scale: number): void {
  const { starts, rings, xy } = features;
  for (let r = starts[f]!; r < starts[f + 1]!; r++) {
    const end = rings[r + 1]!;
    let i = rings[r]!;
    path.moveTo(xy[2 * i]! * scale, xy[2 * i + 1]! * scale);
    for (i++; i < end; i++) path.lineTo(xy[2 * i]! * scale, xy[2 * i + 1]! * scale);
    path.closePath();
  }
}
