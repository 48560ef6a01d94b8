import { geoEqualEarth, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json';
import small from './small-countries.json';

export const worldWidth = 560;
export const worldHeight = 232;

/** A country as it is drawn: its outline, or for a small one a dot. */
export interface Land {
  /** ISO 3166 alpha-2; "" where no code is agreed on. */
  code: string;
  path: string | null;
  dot: [number, number] | null;
}

/** ISO 3166 alpha-2 for the atlas's numeric code, as the Unicode locale data know it. */
export function alpha2(numeric: string | number | undefined, name: unknown): string {
  if (numeric === undefined) return name === 'Kosovo' ? 'XK' : '';
  const region = new Intl.Locale(`und-${String(numeric).padStart(3, '0')}`).region ?? '';
  return /^[A-Z]{2}$/.test(region) ? region : '';
}

/** French Guiana, which has a code of its own: the atlas draws it as a part of France. */
const isInAmerica = ([outline]: number[][][]): boolean => (outline?.[0]?.[0] ?? 0) < -40;

let made: Land[] | null = null;

/** Every country once; computed at the first look at it. Natural Earth (world-atlas), equal-earth projection. */
export function world(): Land[] {
  made ??= makeWorld();
  return made;
}

function makeWorld(): Land[] {
  const topology = atlas as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const { features } = feature(topology, topology.objects.countries);
  // Antarctica would take a quarter of the room, and nobody logs in from there.
  const shown = features.filter(({ properties }) => properties.name !== 'Antarctica');
  const projection = geoEqualEarth().fitExtent(
    [
      [2, 2],
      [worldWidth - 2, worldHeight - 2],
    ],
    { type: 'FeatureCollection', features: shown },
  );
  const path = geoPath(projection).digits(1);
  const lands = shown.flatMap((one): Land[] => {
    const code = alpha2(one.id, one.properties.name);
    if (code !== 'FR' || one.geometry.type !== 'MultiPolygon') return [{ code, path: path(one), dot: null }];
    const { coordinates } = one.geometry;
    const part = (inAmerica: boolean) =>
      path({ type: 'MultiPolygon', coordinates: coordinates.filter((polygon) => isInAmerica(polygon) === inAmerica) });
    return [
      { code, path: part(false), dot: null },
      { code: 'GF', path: part(true), dot: null },
    ];
  });
  for (const [code, at] of Object.entries(small))
    lands.push({ code, path: null, dot: projection(at as [number, number]) });
  return lands;
}
