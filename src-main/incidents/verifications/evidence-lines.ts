/** JSON lines of a piece of evidence, one object each, of a row of the database the row; a line that is none is left out. */
export async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Record<string, unknown>> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield* objectIn(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
  }
  yield* objectIn(rest);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* objectIn(line: Buffer): Generator<Record<string, unknown>> {
  if (line.length === 0) return;
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    if (isObject(value)) yield isObject(value.row) ? value.row : value;
  } catch {}
}
