import { memo } from 'react';
import { number } from '../../words/count.ts';
import { countryName } from '../../words/country.ts';
import { world, worldHeight, worldWidth } from './world.ts';

interface WorldMapProps {
  /** Logins by country code; "" is not known. */
  counts: ReadonlyMap<string, number>;
  chosen: string | null;
  onChoose(code: string | null): void;
}

/** Steps of shade: each is some three times the one before, since a fleet's home country dwarfs all others. */
function shade(count: number, most: number): number {
  if (count === 0) return 0;
  return Math.max(1, 5 - Math.floor(Math.log(most / count) / Math.log(3)));
}

/** Where logins come from. Its equal for keys and ears is the list of countries among the filters. */
export const WorldMap = memo(function WorldMap({ counts, chosen, onChoose }: WorldMapProps) {
  const known = [...counts].filter(([code]) => code !== '');
  const most = Math.max(1, ...known.map(([, count]) => count));
  const unknown = counts.get('') ?? 0;
  return (
    <div className="world">
      <svg
        viewBox={`0 0 ${worldWidth} ${worldHeight}`}
        role="img"
        aria-label={`Map of logins from ${known.length} countries; the list of countries beside it says the same`}
      >
        {world().map(({ code, path, dot }, at) => {
          const count = counts.get(code) ?? 0;
          if (dot && count === 0 && code !== chosen) return null;
          const className = `land shade-${shade(count, most)}${code !== '' && code === chosen ? ' land-chosen' : ''}`;
          const click = count > 0 || code === chosen ? () => onChoose(code === chosen ? null : code) : undefined;
          const title = `${countryName(code)}: ${number(count)}`;
          // biome-ignore-start lint/a11y/noStaticElementInteractions: the list of countries is for keys
          // biome-ignore-start lint/a11y/useKeyWithClickEvents: the list of countries is for keys
          // biome-ignore-start lint/suspicious/noArrayIndexKey: lands never change their places
          return dot ? (
            <circle key={at} className={className} data-country={code} cx={dot[0]} cy={dot[1]} r={2.6} onClick={click}>
              <title>{title}</title>
            </circle>
          ) : (
            <path key={at} className={className} data-country={code} d={path ?? ''} onClick={click}>
              <title>{title}</title>
            </path>
          );
          // biome-ignore-end lint/suspicious/noArrayIndexKey: lands never change their places
          // biome-ignore-end lint/a11y/useKeyWithClickEvents: the list of countries is for keys
          // biome-ignore-end lint/a11y/noStaticElementInteractions: the list of countries is for keys
        })}
      </svg>
      {unknown > 0 && (
        <button
          type="button"
          className="quiet-button small world-unknown"
          aria-pressed={chosen === ''}
          onClick={() => onChoose(chosen === '' ? null : '')}
        >
          {number(unknown)} from places not known
        </button>
      )}
    </div>
  );
});
