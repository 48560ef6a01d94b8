/** A part of a log's line: a word, what stood in quotes, or what stood in brackets. */
export interface Field {
  kind: 'word' | 'quoted' | 'bracketed';
  text: string;
}

/**
 * The parts of a line by blanks, quotes ("…" in which a backslash protects the next character) and brackets. What is never closed goes to
 * the end of the line. At most `most`. Escapes stay as they are written.
 */
export function fieldsOf(line: string, most = 60): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < line.length && fields.length < most; ) {
    const first = line[at];
    if (first === ' ' || first === '\t') at += 1;
    else {
      const kind = first === '"' ? 'quoted' : first === '[' ? 'bracketed' : 'word';
      const end = endOf(line, at, kind);
      fields.push({ kind, text: kind === 'word' ? line.slice(at, end) : line.slice(at + 1, end) });
      at = kind === 'word' ? end : end + 1;
    }
  }
  return fields;
}

function endOf(line: string, from: number, kind: Field['kind']): number {
  if (kind === 'bracketed') return found(line.indexOf(']', from + 1), line);
  if (kind === 'word') {
    let at = from;
    while (at < line.length && line[at] !== ' ' && line[at] !== '\t') at += 1;
    return at;
  }
  for (let at = from + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at;
  }
  return line.length;
}

const found = (at: number, line: string): number => (at < 0 ? line.length : at);
