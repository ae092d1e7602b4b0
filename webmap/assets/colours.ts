/**
 * Colours of the map, by land-use code.
 *
 * The hues are those land officers know from land-use status maps (rice yellow, housing pink, roads
 * orange, water blue), softened so that a whole screen of them stays restful. A code that is not here
 * takes the colour of its group and stands in the legend under its own name like any other.
 */

const CODES: Record<string, string> = {
  // agricultural
  LUA: "#f7f0a1", LUC: "#f7f0a1", LUK: "#efe78b", LUN: "#e8dd80",
  CHN: "#f5e6b4", HNK: "#f5e6b4", BHK: "#f5e6b4", NHK: "#ead9a2", COC: "#e2e6ae",
  CLN: "#f0cfa0", LNC: "#e8c28f", LNQ: "#f0cfa0", LNK: "#e3c39b",
  LNP: "#bfe0ac", RSX: "#bfe0ac", RSN: "#add59a", RPH: "#a6d48f", RDD: "#8fc97f",
  NTS: "#b5e3e6", LMU: "#e9f0f2", CNT: "#e0cfae", NKH: "#e4ecb4", NNP: "#efe9ae", SXN: "#efe9ae",
  // housing
  OTC: "#f5bfd3", OCT: "#f5bfd3", ONT: "#f8cfdd", ODT: "#f0a9c6",
  // work, services, administration
  TSC: "#eab0a2", DTS: "#e6b3a6", CDG: "#e9b5a5", DSN: "#ecbcae", CSK: "#dcb4c6", TMD: "#e7a6b4",
  SKC: "#d9b0cc", SKK: "#d3a7c6", SKN: "#d3a7c6", SKT: "#d3a7c6", SCT: "#d3a7c6", SCC: "#d3a7c6",
  SKS: "#c7a3c4", SKX: "#cfaec3",
  DVH: "#f0b9a8", DXH: "#f0b9a8", DYT: "#f0b0ac", DGD: "#f2bba0", DTT: "#d7dca0", DKH: "#ecb8b0",
  DMT: "#d5cfae", DKT: "#d5cfae", DNG: "#ecb8b0", DSK: "#ecb8b0",
  CQA: "#d99383", CQP: "#d99383", CAN: "#d08a80",
  // public works
  CCC: "#f2c58c", DGT: "#f3bd76", DTL: "#a9d6e5", DCT: "#a9d6e5", DPC: "#bcd6d0",
  DDD: "#e5c3b0", DDT: "#e5c3b0", DDL: "#d3dfa6", DSH: "#efc9a6", DKV: "#cfe3a4", DNL: "#eac08f",
  DBV: "#eac08f", DCH: "#efb48e", DRA: "#c9c3b4", DCK: "#e4c7a1",
  TON: "#e2b2a6", TIN: "#dfb9a4", NTD: "#cdcdc8",
  // water
  TVC: "#a8d8ec", MNC: "#b3deee", SON: "#9fd3ea",
  PNK: "#dccbc4", PNN: "#efc0ba",
  // unused
  CSD: "#f1efe8", BCS: "#f1efe8", DCS: "#e7e2d3", NCS: "#dcd8cc", MCS: "#dbe8ec", CGT: "#eceadf",
};

const UNKNOWN = "#e3e3df";

/** How the map is drawn under one colour scheme of the reader's machine. */
export interface Palette {
  ground: string;
  fillAlpha: number;
  outline: string;
  commune: string;
  label: string;
  halo: string;
  accent: string;
  accentHalo: string;
  hover: string;
}

const LIGHT: Palette = {
  ground: "#fbfaf6", fillAlpha: 0.9, outline: "#6f6a60", commune: "#7b3f6b", label: "#2b2a27",
  halo: "rgb(255 255 255 / 85%)", accent: "#0b5d4e", accentHalo: "#ffffff", hover: "#1d1d1b",
};

const DARK: Palette = {
  ground: "#1c2123", fillAlpha: 0.42, outline: "#8d9491", commune: "#d7a3c8", label: "#f1f1ec",
  halo: "rgb(20 24 26 / 85%)", accent: "#5fd3b8", accentHalo: "#0f1314", hover: "#ffffff",
};

/** Return the palette for a dark or a light scheme. */
export function palette(dark: boolean): Palette {
  return dark ? DARK : LIGHT;
}

/** Return how a colour looks on the map, where the ground shines through, for the legend. */
export function onGround(colour: string, { ground, fillAlpha }: Palette): string {
  const channel = (hex: string, i: number) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) =>
    Math.round(channel(colour, i) * fillAlpha + channel(ground, i) * (1 - fillAlpha)),
  );
  return `rgb(${mixed.join(" ")})`;
}

/** Return the colour of a land-use code; of a label such as `ONT+CLN`, that of its first code. */
export function colourOf(use: string, groups: ReadonlyMap<string, string>): string {
  const code = use.split("+")[0] ?? "";
  return CODES[code] ?? CODES[groups.get(code) ?? ""] ?? UNKNOWN;
}
