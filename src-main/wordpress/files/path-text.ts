/**
 * A path of a server is bytes; here it is text. What is no UTF-8 stands as U+DC80 to U+DCFF, one for each byte (as Python's
 * surrogateescape), so that every path has exactly one text and goes through JSON unharmed.
 */
export function textOfPath(bytes: Uint8Array): string {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = whole.toString('utf8');
  if (!text.includes('\uFFFD') || Buffer.from(text, 'utf8').equals(whole)) return text;
  let made = '';
  for (let at = 0; at < whole.length; ) {
    const length = lengthOfCharacter(whole, at);
    made += length > 0 ? whole.toString('utf8', at, at + length) : String.fromCharCode(0xdc00 + (whole[at] ?? 0));
    at += Math.max(1, length);
  }
  return made;
}

/** The bytes of such a text, to be given to the server. */
export function bytesOfPath(path: string): Buffer {
  if (!/[\uDC80-\uDCFF]/.test(path)) return Buffer.from(path, 'utf8');
  const parts = [...path].map((character) => {
    const code = character.charCodeAt(0);
    return character.length === 1 && code >= 0xdc80 && code <= 0xdcff
      ? Buffer.from([code - 0xdc00])
      : Buffer.from(character, 'utf8');
  });
  return Buffer.concat(parts);
}

/** 0 where no whole UTF-8 character begins here. */
function lengthOfCharacter(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length += 1) {
    const one = bytes.subarray(at, at + length);
    if (Buffer.from(one.toString('utf8'), 'utf8').equals(one)) return length;
  }
  return 0;
}
