/** The most that a login shell may print before a script begins. */
export const NOISE_LIMIT = 1024 * 1024;

export interface FramedBytes {
  /** Takes the next chunk; 'full' once more than allowed has come: stop the source. */
  push(chunk: Buffer): 'more' | 'full';
  /** Whether the marker's line has come (always, without a marker). */
  begun(): boolean;
  /** The bytes after the marker's line, at most `limit`. */
  bytes(): Buffer;
}

/** Collects the bytes after the line `marker`, however they are cut into chunks, within a limit. */
export function framedBytes(marker: string | null, limit: number): FramedBytes {
  const line = Buffer.from(marker === null ? '' : `${marker}\n`);
  const kept: Buffer[] = [];
  let found = line.length === 0;
  let tail: Buffer = Buffer.alloc(0);
  let noise = 0;
  let size = 0;

  /** What follows the marker in this chunk; remembers the end of it, since a marker may be cut in two. */
  const search = (chunk: Buffer): Buffer => {
    const text = Buffer.concat([tail, chunk]);
    const at = text.indexOf(line);
    found = at >= 0;
    noise += chunk.length;
    tail = found ? Buffer.alloc(0) : Buffer.from(text.subarray(-line.length));
    return found ? text.subarray(at + line.length) : Buffer.alloc(0);
  };

  return {
    push(chunk) {
      const fresh = found ? chunk : search(chunk);
      if (!found && noise > NOISE_LIMIT) return 'full';
      const room = limit - size;
      kept.push(fresh.subarray(0, room));
      size += Math.min(room, fresh.length);
      return fresh.length > room ? 'full' : 'more';
    },
    begun: () => found,
    bytes: () => Buffer.concat(kept),
  };
}
