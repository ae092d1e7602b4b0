/**
 * VN-2000 plane coordinates of a WGS 84 position, for the read-out under the cursor.
 *
 * Display only: the register's own coordinates are never computed here. The datum shift is the
 * official one (QĐ 05/2007/QĐ-BTNMT, EPSG:6960), height taken as 0, as PROJ does for `+towgs84`.
 */

/** Plane coordinates in metres; in Vietnamese files X is north and Y is east. */
export interface Vn2000 {
  x: number;
  y: number;
}

// WGS 84 ellipsoid, which VN-2000 uses as well (TT 973/2001/TT-TCĐC).
const A = 6378137;
const F = 1 / 298.257223563;
const E2 = F * (2 - F);

// VN-2000 to WGS 84, coordinate frame rotation: metres, arc seconds, parts per million.
const SHIFT = [-191.90441429, -39.30318279, -111.45032835] as const;
const SECOND = Math.PI / 648000;
const RX = -0.00928836 * SECOND;
const RY = 0.01975479 * SECOND;
const RZ = -0.00427372 * SECOND;
const SCALE = 1 + 0.252906278e-6;

// Cadastral zones of 3 degrees: scale on the meridian 0.9999, false easting 500 km.
const K0 = 0.9999;
const FALSE_EASTING = 500000;

/** Return the plane coordinates in the 3-degree zone with this central meridian, in degrees. */
export function toVn2000(latitude: number, longitude: number, meridian: number): Vn2000 {
  const [lat, lon] = toVn2000Datum(radians(latitude), radians(longitude));
  return transverseMercator(lat, lon - radians(meridian));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function toVn2000Datum(lat: number, lon: number): [number, number] {
  const n = A / Math.sqrt(1 - E2 * Math.sin(lat) ** 2);
  const x = (n * Math.cos(lat) * Math.cos(lon) - SHIFT[0]) / SCALE;
  const y = (n * Math.cos(lat) * Math.sin(lon) - SHIFT[1]) / SCALE;
  const z = (n * (1 - E2) * Math.sin(lat) - SHIFT[2]) / SCALE;
  // The transposed rotation is the inverse: the angles are below a ten-millionth of a radian.
  return geodetic(x - RZ * y + RY * z, RZ * x + y - RX * z, -RY * x + RX * y + z);
}

/** Bowring's closed formula; exact to far below a millimetre near the ground. */
function geodetic(x: number, y: number, z: number): [number, number] {
  const b = A * (1 - F);
  const p = Math.hypot(x, y);
  const theta = Math.atan2(z * A, p * b);
  const second = (A * A - b * b) / (b * b);
  const lat = Math.atan2(
    z + second * b * Math.sin(theta) ** 3,
    p - E2 * A * Math.cos(theta) ** 3,
  );
  return [lat, Math.atan2(y, x)];
}

/** Krüger's series to the fourth order of the third flattening: below 0.1 mm within a zone. */
function transverseMercator(lat: number, dlon: number): Vn2000 {
  const n = F / (2 - F);
  const radius = (A / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const alpha = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4,
    (61 / 240) * n ** 3 - (103 / 140) * n ** 4,
    (49561 / 161280) * n ** 4,
  ];
  const e = Math.sqrt(E2);
  const t = Math.sinh(Math.atanh(Math.sin(lat)) - e * Math.atanh(e * Math.sin(lat)));
  const xi = Math.atan2(t, Math.cos(dlon));
  const eta = Math.atanh(Math.sin(dlon) / Math.sqrt(1 + t * t));
  let north = xi;
  let east = eta;
  alpha.forEach((a, i) => {
    const k = 2 * (i + 1);
    north += a * Math.sin(k * xi) * Math.cosh(k * eta);
    east += a * Math.cos(k * xi) * Math.sinh(k * eta);
  });
  return { x: K0 * radius * north, y: FALSE_EASTING + K0 * radius * east };
}
