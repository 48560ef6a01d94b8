/** Cuts bytes into chunks of `size`, the last of which may be shorter, or empty where there are none: it alone is known to be the last. */
export async function* chunksOf(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const part of source) {
    held.push(part);
    length += part.length;
    // Of exactly one chunk nobody knows yet whether it is the last.
    if (length <= size) continue;
    const whole = Buffer.concat(held);
    let at = 0;
    for (; whole.length - at > size; at += size) yield { bytes: whole.subarray(at, at + size), last: false };
    held = [Buffer.from(whole.subarray(at))];
    length = whole.length - at;
  }
  yield { bytes: Buffer.concat(held), last: true };
}
