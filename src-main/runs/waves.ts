/** A number of sites, or a share of all of them: "5", "20%". At least one. */
export function portion(text: string, total: number): number {
  const wanted = text.endsWith('%') ? Math.ceil((Number(text.slice(0, -1)) / 100) * total) : Number(text);
  return Math.max(1, wanted);
}

/**
 * How many sites each wave has, in order. The last size repeats until all sites are placed; no sizes means one wave.
 * waveSizes(["1", "5", "20%"], 50) = [1, 5, 10, 10, 10, 10, 4]
 */
export function waveSizes(waves: readonly string[], total: number): number[] {
  const sizes: number[] = [];
  let left = total;
  while (left > 0) {
    const text = waves[Math.min(sizes.length, waves.length - 1)];
    const size = Math.min(left, text === undefined ? left : portion(text, total));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}

/** The wave (from 0) that the site at `index` belongs to. */
export function waveOf(index: number, sizes: readonly number[]): number {
  let end = 0;
  for (const [wave, size] of sizes.entries()) {
    end += size;
    if (index < end) return wave;
  }
  return Math.max(0, sizes.length - 1);
}

/** Whether so many failures are MORE than the run tolerates; null tolerates any number. */
export function tooManyFailures(failed: number, maxFailures: string | null, total: number): boolean {
  if (maxFailures === null) return false;
  const limit = maxFailures.endsWith('%') ? (Number(maxFailures.slice(0, -1)) / 100) * total : Number(maxFailures);
  return failed > limit;
}
