import { bytesToString } from '../byte-string.ts';
import { type SaltName, saltNames } from '../salts.ts';
import type { Refused, Understood } from './answer.ts';
import type { Change } from './changes.ts';
import { refuse } from './understand.ts';
import type { Span } from './world.ts';

/**
 * Lines for salts that no file defines, right before wp-settings.php is loaded, in the file's own line ends. A salt that
 * is missing only in some courses gets a guarded line.
 */
export function missingLines(understood: Understood, salts: Readonly<Record<SaltName, string>>): Change[] | Refused {
  const { worlds } = understood;
  const missing = saltNames.filter((name) => worlds.some((world) => !world.constants.has(name)));
  if (missing.length === 0) return [];
  const places = new Map(worlds.map(({ settings }) => [`${settings?.path}:${settings?.start}`, settings]));
  const [place] = places.values();
  if (places.size !== 1 || !place || definesInside(place, understood)) {
    return refuse(
      'CONFIG_AMBIGUOUS',
      `${missing.join(', ')} are not defined, and there is no single place before wp-settings.php to write them. Nothing was changed.`,
    );
  }
  const fact = understood.files.get(place.path);
  if (typeof fact !== 'object') return refuse('BUG', 'A file that was read is gone from memory.');
  const text = bytesToString(fact.bytes);
  const lineStart = Math.max(text.lastIndexOf('\n', place.start - 1), text.lastIndexOf('\r', place.start - 1)) + 1;
  const before = text.slice(lineStart, place.start);
  const separator = /^[ \t]*$/.test(before) ? `${lineEnd(text)}${before}` : ' ';
  const lines = missing.map((name) => {
    const always = worlds.every((world) => !world.constants.has(name));
    return `${always ? '' : `defined( '${name}' ) || `}define( '${name}', '${salts[name]}' );${separator}`;
  });
  return [{ path: place.path, start: place.start, end: place.start, text: lines.join('') }];
}

function lineEnd(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** A salt defined inside the very statement would come after the new lines and clash with them. */
function definesInside(place: Span, { worlds }: Understood): boolean {
  return worlds.some((world) =>
    saltNames.some((name) => {
      const at = world.constants.get(name)?.at;
      return at?.path === place.path && at.start >= place.start && at.end <= place.end;
    }),
  );
}
