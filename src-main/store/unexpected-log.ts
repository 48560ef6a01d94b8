import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Witness } from '../contract/unexpected.ts';

/** Then the file becomes `unexpected.1.log`, and the one of that name goes. */
const mostBytes = 1024 * 1024;
const mostFrames = 25;
const mostCauses = 3;

/**
 * Writes each error that Resalt has no words for as a line of JSON into `unexpected.log`: when, where, its kind, and the places in
 * Resalt's code that it came through (docs/decisions/0013). Never its message, which may quote a secret or a site. A disk that
 * refuses the line loses it.
 */
export function unexpectedLog(dir: string, version: string, now: () => Date): Witness {
  const path = join(dir, 'unexpected.log');
  return (error, where) => {
    const line = { at: now().toISOString(), version, ...(where ? { where } : {}), errors: chain(error).map(described) };
    try {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size > mostBytes) renameSync(path, join(dir, 'unexpected.1.log'));
      appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch {}
  };
}

/** The error and what it says was its cause. */
function chain(error: unknown): unknown[] {
  const found = [error];
  while (found.length < mostCauses) {
    const { cause } = (found.at(-1) ?? {}) as { cause?: unknown };
    if (cause === undefined || cause === null || found.includes(cause)) break;
    found.push(cause);
  }
  return found;
}

function described(error: unknown): object {
  if (typeof error !== 'object' || error === null) return { kind: typeof error };
  const { code, issues } = error as { code?: unknown; issues?: unknown };
  return {
    kind: word(String(error.constructor?.name)) ?? 'object',
    ...(typeof code === 'string' && word(code) ? { code } : {}),
    ...(Array.isArray(issues) ? { refused: issues.slice(0, 5).map(fieldOf) } : {}),
    frames: error instanceof Error ? framesOf(error) : [],
  };
}

const word = (text: string): string | null => (/^\w{1,60}$/.test(text) ? text : null);

/** Where a schema refused something, by the names of fields; what a site chose as a name is no word. */
const fieldOf = (issue: unknown): string => {
  const { path } = (issue ?? {}) as { path?: unknown };
  return Array.isArray(path) ? path.map((key) => word(String(key)) ?? '?').join('.') : '?';
};

const frame = /^at (?:(?:async )?([\w.$<># ]{1,100}) \()?(?:file:\/\/)?([^()]{1,1000}?:\d{1,7}:\d{1,7})\)?$/;

/** The stack without the message, and of each place only what is below Resalt's own folder: no one's name, no secret. */
function framesOf({ stack, message }: { stack?: unknown; message?: unknown }): string[] {
  if (typeof stack !== 'string' || typeof message !== 'string') return [];
  const at = stack.indexOf(message);
  // Whose message was changed after it was thrown: where the first one ends is not known.
  if (at < 0) return [];
  const lines = stack.slice(at + message.length).split('\n', 100);
  return lines
    .flatMap((line) => {
      const [, name = '', place = ''] = frame.exec(line.trim()) ?? [];
      const inside = /^(?:.*[\\/])?((?:src-main|out|node_modules)[\\/].+|node:.+)$/.exec(place)?.[1];
      return inside ? [`${name} ${inside}`.trim()] : [];
    })
    .slice(0, mostFrames);
}
