/**
 * Builds what the browser loads into webmap/static: our scripts and styles bundled by esbuild,
 * Leaflet and the font copied as their makers ship them. Nothing is fetched; `npm ci` brought it.
 */

import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const out = path.resolve(here, "../static");
const from = (name) => path.join(here, name);

// folium puts Leaflet on the page; our bundle uses that one, as the global L.
const scripts = {
  bundle: true, minify: true, target: "es2022", charset: "utf8", legalComments: "none",
};

async function bundle() {
  await build({
    ...scripts, entryPoints: [from("app.ts")], outfile: path.join(out, "app.js"),
    format: "iife", globalName: "landdb",
  });
  await build({
    ...scripts, entryPoints: [from("tile-worker.ts")], outfile: path.join(out, "tile-worker.js"),
    format: "iife",
  });
  await build({
    entryPoints: [from("app.css")], outfile: path.join(out, "app.css"), bundle: true, minify: true,
    charset: "utf8", loader: { ".woff2": "file" }, assetNames: "fonts/[name]-[hash]",
  });
}

async function copyLeaflet() {
  const leaflet = path.join(root, "node_modules/leaflet");
  await cp(path.join(leaflet, "dist/leaflet.js"), path.join(out, "leaflet/leaflet.js"));
  await cp(path.join(leaflet, "dist/leaflet.css"), path.join(out, "leaflet/leaflet.css"));
  await cp(path.join(leaflet, "dist/images"), path.join(out, "leaflet/images"), { recursive: true });
  await cp(path.join(leaflet, "LICENSE"), path.join(out, "leaflet/LICENSE"));
}

/** The address of a file carries its hash, so that browsers may keep it for ever. */
async function writeManifest() {
  const manifest = {};
  for (const name of (await readdir(out, { recursive: true })).sort()) {
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const digest = createHash("sha256").update(await readFile(path.join(out, name))).digest("hex");
    manifest[name.replaceAll(path.sep, "/")] = digest.slice(0, 12);
  }
  await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await bundle();
await copyLeaflet();
await cp(from("favicon.svg"), path.join(out, "favicon.svg"));
await writeManifest();
