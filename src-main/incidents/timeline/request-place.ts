import { accessTime } from './moments.ts';

/** Where the request of a line of an access log stands. */
export interface RequestPlace {
  /** What stands before it, without the time. */
  before: string;
  time: string;
  /** Of the quote that opens it. */
  quote: number;
}

/**
 * The first quote right behind a time in brackets. Servers write a quote that a client sent as \x22 or \", so that no name before it can look like that; what a
 * client sent inside quotes is passed over. A name alone may hold brackets, times, and what looks like a request. (nginx with `escape=none` writes quotes as they
 * come: nothing can be told of such a line.)
 */
export function placeOf(line: string): RequestPlace | null {
  for (const { from, quote } of quotesOf(line)) {
    const near = Math.max(from, quote - 80);
    const found = bracketed.exec(line.slice(near, quote));
    const [, time = ''] = found ?? [];
    if (found && accessTime(time)) return { before: line.slice(0, near + found.index), time, quote };
  }
  return null;
}

/** In a log that has something between them (a host): what looks like a request first, with the last time before it. */
export function loosePlaceOf(line: string): RequestPlace | null {
  for (const { from, quote } of quotesOf(line)) {
    if (!likeRequest.test(line.slice(quote + 1, quote + 60))) continue;
    const found = [...line.slice(from, quote).matchAll(anyBracketed)].findLast(([, text = '']) => accessTime(text));
    const [whole = '', time = ''] = found ?? [];
    if (!found) continue;
    const at = from + found.index;
    return { before: `${line.slice(0, at)} ${line.slice(at + whole.length, quote)}`, time, quote };
  }
  return null;
}

const bracketed = /\[([^[\]]{10,60})\][ \t]*$/;
const anyBracketed = /\[([^[\]]{10,60})\]/g;
const likeRequest = /^[A-Z_-]{3,30} \S/;

/** Each part in quotes: where the text before it begins, behind the quotes before, and its first quote. In linear time. */
function* quotesOf(line: string): Generator<{ from: number; quote: number }> {
  let from = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] !== '"' || (at > 0 && line[at - 1] !== ' ' && line[at - 1] !== '\t')) continue;
    yield { from, quote: at };
    at = closing(line, at);
    from = at + 1;
  }
}

function closing(line: string, quote: number): number {
  for (let at = quote + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at;
  }
  return line.length;
}
