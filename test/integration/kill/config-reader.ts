/** A process of its own that reads configurations in a tight loop until its standard input ends, then tells what it saw. */
import { readFileSync } from 'node:fs';
import { watchGenerations } from './generations.ts';

const paths = process.argv.slice(2);
const watches = paths.map((path) => ({ path, watch: watchGenerations(readFileSync(path, 'utf8')) }));
let over = false;
process.stdin.on('end', () => {
  over = true;
});
process.stdin.resume();

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function round(): void {
  for (let burst = 0; burst < 50; burst += 1) for (const { path, watch } of watches) watch.take(read(path));
  if (!over) return void setImmediate(round);
  process.stdout.write(JSON.stringify(Object.fromEntries(watches.map(({ path, watch }) => [path, watch.seen]))));
}
process.stdout.write('reading\n');
round();
