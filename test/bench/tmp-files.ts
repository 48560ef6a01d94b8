import { randomBytes } from 'node:crypto';
import { localHost } from '../../src-main/hosts/local.ts';
import { filesScript } from '../../src-main/operations/steps/evidence/files-script.ts';
import { fileLines } from '../../src-main/operations/steps/evidence/file-lines.ts';
import { meterOf, packing, unpacked } from '../../src-main/store/evidence/measure.ts';
import { placesOf } from '../../src-main/wordpress/files/places.ts';
const root = process.argv[2] ?? '';
const mark = randomBytes(16).toString('hex');
const tally = { files: 0, unhashed: 0, closed: 0, whole: false };
const began = performance.now(); const c0 = process.cpuUsage();
const script = filesScript(root, placesOf(root, () => undefined, root), { gnu: true, sha256: true, gzip: process.argv[3] === 'gzip', dump: null, files: 0, clockAhead: 0 }, mark);
const meter = meterOf(1e12);
await localHost.stream(script, async (printed) => {
  const lines = process.argv[4] === 'raw' ? (process.argv[3] === 'gzip' ? unpacked(printed) : printed) : packing(fileLines(process.argv[3] === 'gzip' ? unpacked(printed) : printed, mark, tally), meter);
  let n = 0; for await (const p of lines) n += p.length; console.log(n);
}, {});
const c = process.cpuUsage(c0);
console.log(tally, `${Math.round(performance.now() - began)} ms, own cpu ${Math.round((c.user + c.system) / 1000)} ms, peak ${Math.round(process.resourceUsage().maxRSS / 1024)}`);

