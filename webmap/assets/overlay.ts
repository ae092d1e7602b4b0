/** What is drawn over the tiles for the whole screen at once: marked parcels and labels. */

import type { Palette } from "./colours";
import { type ParcelLayer, PARCELS_FROM_ZOOM } from "./parcel-layer";
import { trace } from "./tile";

const LABELS_FROM_ZOOM = 18;

/** `chosen` is the parcel of the open card, `dossier` are those of the open dossier. */
export interface Marks {
  chosen: ReadonlySet<number>;
  dossier: ReadonlySet<number>;
}

/** A canvas over the tiles, as large as the view, painted anew whenever the view has moved. */
export class Overlay extends L.Layer {
  private readonly canvas = document.createElement("canvas");
  private marks: Marks = { chosen: new Set(), dossier: new Set() };
  private hover = 0;
  private frame = 0;

  constructor(
    private readonly tiles: ParcelLayer,
    private readonly palette: () => Palette,
  ) {
    super();
    this.canvas.className = "map-overlay leaflet-zoom-hide";
  }

  override onAdd(map: L.Map): this {
    map.getPanes().overlayPane.append(this.canvas);
    map.on("move moveend zoomend resize", this.schedule, this);
    this.tiles.on("tiledrawn", this.schedule, this);
    this.schedule();
    return this;
  }

  override onRemove(map: L.Map): this {
    map.off("move moveend zoomend resize", this.schedule, this);
    this.tiles.off("tiledrawn", this.schedule, this);
    this.canvas.remove();
    return this;
  }

  mark(marks: Marks): void {
    this.marks = marks;
    this.schedule();
  }

  hoverOver(id: number): void {
    if (id === this.hover) return;
    this.hover = id;
    this.schedule();
  }

  schedule(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  private paint(): void {
    const map = this._map;
    if (!map) return;
    const size = map.getSize();
    const density = Math.min(window.devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
    this.canvas.width = size.x * density;
    this.canvas.height = size.y * density;
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    const context = this.canvas.getContext("2d")!;
    context.scale(density, density);
    const zoom = map.getZoom();
    if (zoom >= PARCELS_FROM_ZOOM) this.paintMarks(context);
    if (zoom >= LABELS_FROM_ZOOM) this.paintLabels(context, "parcels", "600 11px", 0);
    else if (zoom < 16) this.paintLabels(context, "communes", "600 13px", 14);
  }

  private paintMarks(context: CanvasRenderingContext2D): void {
    const { chosen, dossier } = this.marks;
    for (const [loaded, features] of this.tiles.features("parcels")) {
      const { corner, scale } = this.tiles.placement(loaded);
      const side = loaded.tile.extent * scale;
      for (let f = 0; f < features.ids.length; f++) {
        const id = features.ids[f]!;
        if (!this.isMarked(id) && id !== this.hover) continue;
        const outline = new Path2D();
        trace(outline, features, f, scale);
        context.save();
        context.translate(corner.x, corner.y);
        // The pieces of a parcel meet at the tile's edge: each is drawn inside its own tile only.
        context.beginPath();
        context.rect(0, 0, side, side);
        context.clip();
        if (dossier.has(id)) this.hatch(context, outline);
        if (this.isMarked(id)) this.ring(context, outline, chosen.has(id));
        else this.hoverRing(context, outline);
        context.restore();
      }
    }
  }

  private ring(context: CanvasRenderingContext2D, outline: Path2D, filled: boolean): void {
    const colours = this.palette();
    if (filled) {
      context.globalAlpha = 0.22;
      context.fillStyle = colours.accent;
      context.fill(outline);
      context.globalAlpha = 1;
    }
    context.lineJoin = "round";
    context.strokeStyle = colours.accentHalo;
    context.lineWidth = 6;
    context.stroke(outline);
    context.strokeStyle = colours.accent;
    context.lineWidth = 3;
    context.stroke(outline);
  }

  private hoverRing(context: CanvasRenderingContext2D, outline: Path2D): void {
    context.strokeStyle = this.palette().hover;
    context.lineWidth = 1.75;
    context.lineJoin = "round";
    context.stroke(outline);
  }

  private hatch(context: CanvasRenderingContext2D, outline: Path2D): void {
    context.save();
    context.clip(outline);
    context.strokeStyle = this.palette().accent;
    context.globalAlpha = 0.7;
    context.lineWidth = 1.5;
    context.beginPath();
    const side = 2048;
    for (let i = -side; i < side; i += 7) {
      context.moveTo(i, 0);
      context.lineTo(i + side, side);
    }
    context.stroke();
    context.restore();
  }

  /** Write each feature's label once, on its largest visible piece, where nothing is written yet. */
  private paintLabels(
    context: CanvasRenderingContext2D, layer: string, font: string, margin: number,
  ): void {
    const colours = this.palette();
    context.font = `${font} "Noto Sans Variable", system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = colours.halo;
    context.fillStyle = layer === "communes" ? colours.commune : colours.label;
    const taken: Array<[number, number, number, number]> = [];
    for (const { label, x, y, room, marked } of this.labels(layer)) {
      const width = context.measureText(label).width + 6;
      if (!marked && margin === 0 && width > room * 1.25) continue;
      const box: [number, number, number, number] = [
        x - width / 2 - margin, y - 8 - margin / 2, x + width / 2 + margin, y + 8 + margin / 2,
      ];
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      context.strokeText(label, x, y);
      context.fillText(label, x, y);
    }
  }

  private labels(layer: string): Placed[] {
    const best = new Map<number | string, Placed>();
    for (const [loaded, features] of this.tiles.features(layer)) {
      const { corner, scale } = this.tiles.placement(loaded);
      for (let f = 0; f < features.ids.length; f++) {
        const label = features.labels[f]!;
        const key = features.ids[f]! || label;
        const area = features.areas[f]!;
        if (!label || (best.get(key)?.area ?? 0) >= area) continue;
        const b = 4 * f;
        best.set(key, {
          label,
          area,
          marked: this.isMarked(features.ids[f]!),
          x: corner.x + features.anchors[2 * f]! * scale,
          y: corner.y + features.anchors[2 * f + 1]! * scale,
          room: (features.boxes[b + 2]! - features.boxes[b]!) * scale,
        });
      }
    }
    // The parcels somebody looks at are named first, then the large ones.
    return [...best.values()].sort(
      (a, b) => Number(b.marked) - Number(a.marked) || b.area - a.area,
    );
  }

  private isMarked(id: number): boolean {
    return this.marks.chosen.has(id) || this.marks.dossier.has(id);
  }
}

interface Placed {
  label: string;
  area: number;
  marked: boolean;
  x: number;
  y: number;
  room: number;
}

type Box = [number, number, number, number];

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
