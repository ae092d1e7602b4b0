// Bundles the browser side into webmap/static: `npm run build`, called by ./run when a source changed.
// Nothing a page needs comes from outside: Leaflet and the letters are copied from node_modules.
import { build } from "esbuild";
import { existsSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";

const assets = new URL("./", import.meta.url).pathname;
const modules = new URL("../../node_modules/", import.meta.url).pathname;
const out = new URL("../static/", import.meta.url).pathname;

const entryPoints = ["app.ts"].map((name) => assets + name).filter(existsSync);
const letters = ["latin", "latin-ext", "vietnamese"];

await mkdir(out + "fonts", { recursive: true });
await build({
  entryPoints,
  outdir: out,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: true,
});
await cp(modules + "leaflet/dist/leaflet.js", out + "leaflet.js");
await cp(modules + "leaflet/dist/leaflet.css", out + "leaflet.css");
await cp(modules + "leaflet/dist/images", out + "images", { recursive: true });
for (const set of letters) {
  const font = `noto-sans-${set}-wght-normal.woff2`;
  await cp(`${modules}@fontsource-variable/noto-sans/files/${font}`, `${out}fonts/${font}`);
}
