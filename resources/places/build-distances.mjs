// Makes src-main/audit/places/country-distances.json from world-atlas (Natural Earth, public domain): how far apart any two
// countries are at their nearest borders. Run by hand when world-atlas changes; the result is in the repository.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { geoCentroid } from 'd3-geo';
import { feature } from 'topojson-client';

const atlas = createRequire(import.meta.url)('world-atlas/countries-50m.json');
const target = new URL('../../src-main/audit/places/country-distances.json', import.meta.url);
const earthRadius = 6371;

/** Parts of a country far away that have a code of their own, as west, south, east, north: FR would else border on BR. */
const apart = [
  ['GF', 'FR', [-55, 2, -51, 6]],
  ['GP', 'FR', [-62, 15.7, -60.9, 16.6]],
  ['MQ', 'FR', [-61.3, 14.3, -60.7, 15]],
  ['RE', 'FR', [55, -21.5, 56, -20.8]],
  ['YT', 'FR', [45, -13.1, 45.4, -12.6]],
  ['BQ', 'NL', [-68.5, 12, -62.9, 17.7]],
  ['SJ', 'NO', [-10, 70, 40, 82]],
  ['BV', 'NO', [3, -55, 4, -54]],
  ['CX', 'AU', [105, -11, 106, -10]],
  ['CC', 'AU', [96, -13, 97, -11]],
];

/** Corners of each country's borders and coasts as points on the unit sphere, by ISO 3166 alpha-2. */
function corners() {
  const byCode = new Map();
  for (const { id, geometry } of feature(atlas, atlas.objects.countries).features) {
    const country = id && new Intl.Locale(`und-${id}`).region;
    if (!/^[A-Z]{2}$/.test(country ?? '')) continue;
    for (const rings of geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) {
      const code = codeOf(country, rings);
      const points = byCode.get(code) ?? [];
      byCode.set(code, points);
      for (const ring of rings) for (const corner of ring) points.push(onSphere(corner));
    }
  }
  return new Map([...byCode].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function codeOf(country, rings) {
  const [lon, lat] = geoCentroid({ type: 'Polygon', coordinates: rings });
  const part = apart.find(([, of, [w, s, e, n]]) => of === country && lon >= w && lon <= e && lat >= s && lat <= n);
  return part ? part[0] : country;
}

function onSphere([lon, lat]) {
  const [l, p] = [(lon * Math.PI) / 180, (lat * Math.PI) / 180];
  return [Math.cos(p) * Math.cos(l), Math.cos(p) * Math.sin(l), Math.sin(p)];
}

function flat(points) {
  return Float64Array.from(points.flat());
}

/** In kilometres, between the nearest corners: their spacing makes it a little too long, which rounding down takes back. */
function distance(a, b) {
  let nearest = -1;
  for (let i = 0; i < a.length; i += 3) {
    const [x, y, z] = [a[i], a[i + 1], a[i + 2]];
    for (let j = 0; j < b.length; j += 3) {
      const cosine = x * b[j] + y * b[j + 1] + z * b[j + 2];
      if (cosine > nearest) nearest = cosine;
    }
  }
  return Math.acos(Math.min(1, nearest)) * earthRadius;
}

const all = [...corners()].map(([code, points]) => [code, flat(points)]);
const hundreds = [];
for (let row = 1; row < all.length; row += 1)
  for (let column = 0; column < row; column += 1)
    hundreds.push(Math.floor(distance(all[row][1], all[column][1]) / 100));
const table = { codes: all.map(([code]) => code).join(' '), hundredsOfKm: Buffer.from(hundreds).toString('base64') };
writeFileSync(target, `${JSON.stringify(table, null, 2)}\n`);
