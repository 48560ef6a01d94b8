// Reads a file without a pause and counts what is not whole: the bytes are one letter repeated, to the last line break.
import { readFileSync } from 'node:fs';

const path = process.argv[2];
const whole = /^<\?php \/\/ (?:a{4000}|b{5000})\n$/;
let reads = 0;
let broken = 0;
let going = true;

process.on('message', () => {
  going = false;
});
function read() {
  for (let i = 0; i < 50; i += 1) {
    reads += 1;
    try {
      if (!whole.test(readFileSync(path, 'latin1'))) broken += 1;
    } catch {
      broken += 1;
    }
  }
  if (going) setImmediate(read);
  else process.send({ reads, broken }, () => process.disconnect());
}
process.send('ready');
read();
