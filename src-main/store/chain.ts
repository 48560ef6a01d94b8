import { createHash } from 'node:crypto';

/** Where a chain stands: the number and the hash of its last line. */
export interface Link {
  seq: number;
  hash: string;
}

/** The link before the first line. It holds the log's name, so that one log can't be put in the place of another. */
export const beginning = (name: string): Link => ({ seq: 0, hash: sha256(`resalt log 1 ${name}`) });

/**
 * One line of a log: `{"seq":…,<body>,"prev":…,"hash":…}` and a line end; `body` is the JSON of an object that is not
 * empty. `hash` is the SHA-256 of the line's own text before it, `prev` included, so that nothing depends on how JSON
 * would be written a second time.
 */
export function lineAfter(last: Link, body: string): { text: string; link: Link } {
  const seq = last.seq + 1;
  const signed = `{"seq":${seq},${body.slice(1, -1)},"prev":"${last.hash}"`;
  const hash = sha256(signed);
  return { text: `${signed},"hash":"${hash}"}\n`, link: { seq, hash } };
}

export type Line = Record<string, unknown> & Link & { prev: string };

/** The content of a line, given without its line end; null where it is not, to the byte, a line that was written. */
export function readLine(text: string): Line | null {
  const end = /,"prev":"[0-9a-f]{64}","hash":"([0-9a-f]{64})"\}$/.exec(text);
  if (!end || sha256(text.slice(0, -75)) !== end[1]) return null;
  return JSON.parse(text) as Line;
}

/** Null where `line` comes right after `last`; otherwise what is wrong, in words. */
export function breakBetween(last: Link, line: Line): string | null {
  if (line.seq !== last.seq + 1) return `it has number ${line.seq} where ${last.seq + 1} should come`;
  return line.prev === last.hash ? null : 'it does not continue the line before it';
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
