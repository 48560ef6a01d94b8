import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from '../fleet/database.ts';
import { type Fleet, startFleet } from '../fleet/fleet.ts';
import type { FleetSite } from '../fleet/site.ts';
import { runChild, runHere } from './child.ts';

// What it costs to keep a site's database and its list of files with hashes as sealed evidence, beside plain `ssh … | gzip > file` of the same
// (mysqldump; find and sha256sum) in the same run, and once before of a tenth of it: peak memory does not grow with the size. `tsx test/bench/evidence.ts`
// alone, or as a part of `npm run bench`: about five minutes and 5 GB of disk. EVIDENCE_MB and EVIDENCE_FILES say another size.

const megabytes = Number(process.env.EVIDENCE_MB ?? 2000);
const files = Number(process.env.EVIDENCE_FILES ?? 200_000);
/** Rows of the bench's table, which come in thousands. */
const rows = Math.ceil((megabytes * 1e6) / 4096 / 50_000) * 50_000;

export async function benchEvidence(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-bench-evidence-'));
  const fleet = await startFleet({ sites: 1 });
  try {
    const [site] = fleet.sites;
    if (!site) throw new Error('no site');
    await fillDatabase(site, 0, rows / 10);
    fillFiles(join(site.docroot, 'wp-content/uploads'), 0, files / 10);
    const tenth = await keep(fleet, dir, 'tenth');
    await fillDatabase(site, rows / 10, rows);
    fillFiles(join(site.docroot, 'wp-content/uploads'), files / 10, files);
    const floor = await plain(fleet, site, dir);
    print(floor, await keep(fleet, dir, 'whole'), tenth);
  } finally {
    await fleet.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Rows of 4 KB, half of which no packer makes smaller. */
async function fillDatabase(site: FleetSite, from: number, upTo: number): Promise<void> {
  const db = await connect(site);
  await db.query(
    'CREATE TABLE IF NOT EXISTS bench_posts (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, body LONGTEXT) CHARSET utf8mb4',
  );
  const random = Array.from({ length: 32 }, (_one, n) => `TO_BASE64(UNHEX(SHA2(CONCAT(seq, '-${n}'), 512)))`).join(',');
  for (let at = from; at < upTo; at += 5000)
    await db.query(
      `INSERT INTO bench_posts (body) SELECT LEFT(CONCAT(${random}, REPEAT('An ordinary sentence of a post. ', 64)), 4060) FROM seq_${at + 1}_to_${at + 5000}`,
    );
  await db.query('ANALYZE TABLE bench_posts');
  await db.end();
}

function fillFiles(folder: string, from: number, upTo: number): void {
  const bytes = Buffer.alloc(2000, 'x');
  for (let made = from; made < upTo; made += 1) {
    const month = join(folder, `month-${Math.floor(made / 1000)}`);
    if (made === from || made % 1000 === 0) mkdirSync(month, { recursive: true });
    bytes.writeUInt32BE(made);
    writeFileSync(join(month, `photo-${made}-1024x768.jpg`), bytes);
  }
}

interface Cost {
  database: number;
  files: number;
  bytes: number;
}

async function plain(fleet: Fleet, site: FleetSite, dir: string): Promise<Cost> {
  const { host, port, user, password, name } = site.db;
  const ssh = `ssh -q -i '${fleet.ssh.keyPath}' -p ${site.sshPort} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null ${site.sshUser}@${site.address}`;
  const dump = `MYSQL_PWD='${password}' mysqldump --single-transaction --quick -h ${host} -P ${port} -u ${user} ${name}`;
  const list = `cd '${site.docroot}' && find . -type f -print0 | xargs -0 sha256sum -z`;
  const timed = async (what: string, file: string) => {
    const { code, ms } = await runChild([
      'bash',
      '-c',
      `set -o pipefail; ${ssh} "${what}" | gzip > '${join(dir, file)}'`,
    ]);
    if (code !== 0) throw new Error(`${file}: ${code}`);
    return ms;
  };
  const [database, listed] = [await timed(dump, 'dump.gz'), await timed(list, 'list.gz')];
  return { database, files: listed, bytes: statSync(join(dir, 'dump.gz')).size };
}

interface Kept extends Cost {
  /** Bytes of memory: at most, and before it began. */
  peak: number;
  base: number;
}

async function keep(fleet: Fleet, dir: string, name: string): Promise<Kept> {
  const csv = join(dir, `${name}.csv`);
  await fleet.importCsv(csv);
  const { code, out, peak } = await runHere('evidence-resalt.ts', { csv, dataDir: join(dir, name) });
  if (code !== 0 || peak === null) throw new Error(`Resalt left with ${code}: ${out}`);
  return { ...JSON.parse(out.trim().split('\n').at(-1) ?? ''), peak };
}

function print(floor: Cost, kept: Kept, tenth: Kept): void {
  const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  const line = (what: string, ours: number, theirs: number) =>
    console.log(
      `  ${what.padEnd(44)} ${(ours / 1000).toFixed(1)} s, floor ${(theirs / 1000).toFixed(1)} s: ${(ours / theirs).toFixed(2)} x`,
    );
  console.log(
    `\nevidence: a database of ${megabytes} MB, ${files.toLocaleString('en')} files; floor: ssh … | gzip > file`,
  );
  line('database: dump, seal, hash', kept.database, floor.database);
  line('files: list, SHA-256, seal', kept.files, floor.files);
  line('together', kept.database + kept.files, floor.database + floor.files);
  console.log(`  on disk ${Math.round(kept.bytes / 1e6)} MB, floor ${Math.round(floor.bytes / 1e6)} MB`);
  console.log(
    `  peak memory of Resalt's process ${mebibytes(kept.peak)}, ${mebibytes(kept.base)} before it began; of a tenth of it ${mebibytes(tenth.peak)}, ${mebibytes(tenth.base)}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await benchEvidence();
  process.exit();
}
