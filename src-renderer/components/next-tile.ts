/** Where a tile stands, in pixels of the window. */
export interface Place {
  id: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

const middle = ({ left, top, width, height }: Place) => ({ x: left + width / 2, y: top + height / 2 });

/**
 * The tile above or below this one as it stands on the screen: in the nearest row, in the same column where there is
 * one. What stands a column aside counts as two rows away, so that a step keeps its column over groups. null at the edge.
 */
export function nextTile(places: Place[], from: string, way: 'up' | 'down'): string | null {
  const start = places.find(({ id }) => id === from);
  if (!start) return null;
  const here = middle(start);
  const sign = way === 'down' ? 1 : -1;
  let [found, least]: [string | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const place of places) {
    const { x, y } = middle(place);
    const rows = (y - here.y) * sign;
    const away = rows + 2 * Math.abs(x - here.x);
    if (rows < start.height / 2 || away >= least) continue;
    [found, least] = [place.id, away];
  }
  return found;
}
