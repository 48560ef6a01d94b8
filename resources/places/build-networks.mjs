// Turns the CSV files of @ip-location-db/asn (45 MB) into out/data/networks.bin (11 MB), which src-main/audit/places/networks.ts
// reads. Run by `npm run build` and by test/machine/prepare.mjs; does nothing where the file is of this data already.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = `${root}/node_modules/@ip-location-db/asn`;
const target = `${root}/out/data/networks.bin`;
/** Changes with the layout, so that a file of another one is built anew. */
const layout = 'resalt-networks-1';

/**
 * The file: 4 bytes with the length of the head, the head (JSON, padded with blanks to a multiple of four), then 32-bit
 * little-endian numbers: where each IPv4 stretch begins, whose it is; where each IPv6 stretch begins (four numbers), whose
 * it is; the networks' AS numbers, where each name ends; then the names as UTF-8. Stretches leave no gap: what belongs to
 * nobody is network 0.
 */
export function buildNetworks() {
  const { version } = JSON.parse(readFileSync(`${source}/package.json`, 'utf8'));
  if (isBuilt(version)) return;
  process.stdout.write('Building the table of networks (once for this version of its data)\n');
  const networks = { index: new Map([['0', 0]]), numbers: [0], names: [''] };
  const four = stretches('asn-ipv4-num.csv', 1n << 32n, networks);
  const six = stretches('asn-ipv6-num.csv', 1n << 128n, networks);
  const names = networks.names.map((name) => Buffer.from(name, 'utf8'));
  const ends = endsOf(names);
  const date = version.replace(/^.*\.(\d{4})(\d{2})(\d{2})\d*$/, '$1-$2-$3');
  const head = { layout, version, date, four: four.of.length, six: six.of.length, networks: names.length };
  const parts = [
    ...[four.starts.map(Number), four.of, six.starts.flatMap(words), six.of, networks.numbers, ends].map(numbers),
    ...names,
  ];
  write(Buffer.concat([headOf(head), ...parts]));
}

function endsOf(names) {
  const ends = [];
  for (const name of names) ends.push((ends.at(-1) ?? 0) + name.length);
  return ends;
}

function isBuilt(version) {
  if (!existsSync(target)) return false;
  const file = openSync(target, 'r');
  const head = Buffer.alloc(400);
  readSync(file, head, 0, head.length, 0);
  closeSync(file);
  const text = head.toString('latin1');
  return text.includes(`"layout":"${layout}"`) && text.includes(`"version":"${version}"`);
}

const line = /^(\d+),(\d+),(\d+),(?:"((?:[^"]|"")*)"|([^"]*))$/;

/** Where stretches begin and whose they are, without gaps. The data overlaps in one place: what begins later counts there. */
function stretches(file, beyond, networks) {
  const starts = [0n];
  const of = [0];
  let free = 0n;
  const begin = (at, network) => {
    if (starts.at(-1) === at) of[of.length - 1] = network;
    else if (of.at(-1) !== network) {
      starts.push(at);
      of.push(network);
    }
  };
  for (const text of readFileSync(`${source}/${file}`, 'utf8').split('\n')) {
    if (text.trim() === '') continue;
    const [, first, last, number, quoted, plain] = line.exec(text.trimEnd()) ?? [];
    if (first === undefined) throw new Error(`${file} has a line that is not understood: ${text.slice(0, 100)}`);
    const start = BigInt(first);
    if (start > free) begin(free, 0);
    begin(start, networkOf(networks, number, quoted?.replaceAll('""', '"') ?? plain));
    free = BigInt(last) + 1n;
  }
  if (free < beyond) begin(free, 0);
  return { starts, of };
}

function networkOf({ index, numbers, names }, number, name) {
  const known = index.get(number);
  if (known !== undefined) return known;
  index.set(number, numbers.length);
  names.push(name.replace(/\s+/g, ' ').trim().slice(0, 100));
  return numbers.push(Number(number)) - 1;
}

const words = (address) => [96n, 64n, 32n, 0n].map((shift) => Number((address >> shift) & 0xffffffffn));

function numbers(list) {
  const bytes = Buffer.alloc(list.length * 4);
  for (let at = 0; at < list.length; at += 1) bytes.writeUInt32LE(list[at], at * 4);
  return bytes;
}

function headOf(head) {
  const text = JSON.stringify(head);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 4) * 4));
  return Buffer.concat([numbers([padded.length]), padded]);
}

function write(bytes) {
  mkdirSync(`${root}/out/data`, { recursive: true });
  // Under its own name only when it is whole: another build may be looking.
  writeFileSync(`${target}.${process.pid}`, bytes);
  renameSync(`${target}.${process.pid}`, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildNetworks();
