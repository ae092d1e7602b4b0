/** Where the cursor is: plane coordinates in the office's zone and degrees. */

import { element, say } from "./words";
import { toVn2000 } from "./vn2000";

/** A VN-2000 zone of the office, by its central meridian in degrees. */
export interface Zone {
  name: string;
  meridian: number;
}

export class Readout {
  private readonly plane = element("span", "readout-plane");
  private readonly degrees = element("span", "readout-degrees");
  private readonly zone: HTMLButtonElement = element("button", "readout-zone");
  private chosen = 0;
  private at: L.LatLng | null = null;

  constructor(
    host: HTMLElement,
    map: L.Map,
    private readonly zones: readonly Zone[],
    private readonly language: string,
  ) {
    this.zone.type = "button";
    this.zone.title = say("next_zone");
    this.zone.addEventListener("click", () => this.nextZone());
    host.append(this.zone, this.plane, this.degrees);
    map.on("mousemove", ({ latlng }: L.LeafletMouseEvent) => this.show(latlng));
    map.on("moveend mouseout", () => this.show(map.getCenter()));
    this.zone.hidden = this.plane.hidden = zones.length === 0;
    this.zone.disabled = zones.length < 2;
  }

  private nextZone(): void {
    this.chosen = (this.chosen + 1) % this.zones.length;
    if (this.at) this.show(this.at);
  }

  private show(at: L.LatLng): void {
    this.at = at;
    const zone = this.zones[this.chosen];
    if (zone) {
      const { x, y } = toVn2000(at.lat, at.lng, zone.meridian);
      this.zone.textContent = zone.name;
      this.plane.textContent = `X ${this.metres(x)}  Y ${this.metres(y)}`;
    }
    this.degrees.textContent = `${this.angle(at.lat)} ${at.lat < 0 ? "S" : "N"}, ${this.angle(at.lng)} ${at.lng < 0 ? "W" : "E"}`;
  }

  private metres(value: number): string {
    return value.toLocaleString(this.language, {
      minimumFractionDigits: 1, maximumFractionDigits: 1,
    });
  }

  private angle(value: number): string {
    return `${Math.abs(value).toLocaleString(this.language, {
      minimumFractionDigits: 6, maximumFractionDigits: 6,
    })}°`;
  }
}
