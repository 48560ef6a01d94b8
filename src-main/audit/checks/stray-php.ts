import type { FileEntry, FileReading } from '../../wordpress/file-reading.ts';
import { strayIn } from '../../wordpress/files/suspects.ts';
import type { Found } from './check.ts';
import { asFound, digestOf, mayRun, type Suspect, signsSaid, suspectOf } from './suspect-file.ts';

/** PHP in folders that are nobody's: each file that shows signs of malware, and of the others a line for each folder. Agencies do have programs of their own beside WordPress. */
export const strayPhp = (files: FileReading): Found[] =>
  [...strayIn(files)].flatMap(([folder, all]) => {
    const suspects = all.filter(([, entry]) => mayRun(entry)).map(([path, entry]) => suspectOf(path, entry, files));
    const bad = suspects.filter(({ signs }) => signs.length > 0);
    const others = suspects.filter(({ signs }) => signs.length === 0);
    return [...bad.map(ofFile), ...(others.length > 0 ? [ofFolder(folder, others)] : [])];
  });

const ofFile = (suspect: Suspect): Found => ({
  ...asFound(suspect),
  confidence: 'certain',
  title: `${suspect.path} lies where no PHP of WordPress’s is`,
  why: `It runs when anybody opens its address.${signsSaid(suspect)}`,
  byHand: 'Ask who put it there. If nobody says so, take it away.',
});

const ofFolder = (folder: string, suspects: readonly Suspect[]): Found => ({
  ...{ harm: 'takeover', confidence: 'unlikely', where: folder, fix: null },
  since: Math.max(...suspects.map(({ entry }) => entry.mtime)),
  title: `${suspects.length === 1 ? '1 PHP file lies' : `${suspects.length} PHP files lie`} in ${folder}, which is neither WordPress’s nor a plugin’s`,
  why: 'They run when anybody opens their address, and nobody publishes what they should be.',
  about: { folder, count: suspects.length, files: digestOf(suspects.map(contentOf).sort()) },
  seen: {
    paths: suspects.slice(0, mostNamed).map(({ path }) => path),
    hashes: suspects.slice(0, mostNamed).map(({ entry }) => entry.sha256 ?? 'not read'),
  },
  byHand:
    'Is it a program of yours, or settings that a plugin keeps? Then accept it: it comes back when a file changes. If nobody knows it, take its files away, each with its hash: resalt files quarantine --site SITE --path PATH --sha256 HASH. They can be put back.',
});

/** Paths and hashes that stand in a finding, in the same order. */
const mostNamed = 50;

const contentOf = ({ path, entry }: Suspect): string => `${entry.sha256 ?? timesOf(entry)} ${path}`;
/** Where it was not read: anybody can set mtime, but not ctime. */
const timesOf = ({ size, mtime, ctime }: FileEntry): string => `${size} ${mtime} ${ctime ?? ''}`;
