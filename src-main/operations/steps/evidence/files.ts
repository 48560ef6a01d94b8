import { randomBytes } from 'node:crypto';
import { ResaltError } from '../../../contract/failures.ts';
import type { Sftp } from '../../../hosts/sftp.ts';
import { unpacked } from '../../../store/evidence/measure.ts';
import { placesOf } from '../../../wordpress/files/places.ts';
import type { Configuration } from '../read-configuration.ts';
import { plainConstant } from '../read-configuration.ts';
import { outOfReach } from './configuration.ts';
import { type FileTally, fileLines } from './file-lines.ts';
import { filesScript } from './files-script.ts';
import { type Keeper, keepPiece, nameOf, type Snapshot, tellMissing } from './snapshot.ts';

const name = 'files.jsonl';
/** A line of the list is about 250 bytes, packed a third of it. */
const bytesOfLine = 120;

/** Every file with size, mode, owner, times and SHA-256, a line of JSON each. Over SFTP without hashes and owners' times, which is said. */
export const filesKeeper: Keeper = {
  kind: 'files',
  words: 'Keep the list of files',
  async plan({ open, survey }) {
    if (!open.host) return { words: null, bytes: 0 };
    const files = survey?.files ?? null;
    const words = files === null ? 'the list of all files' : `the list of about ${files.toLocaleString('en')} files`;
    return { words: `${words} with their hashes`, bytes: (files ?? 200_000) * bytesOfLine };
  },
  async keep(snapshot) {
    const { host, configuration } = snapshot.open;
    if (!host || !configuration) return tellMissing(snapshot, 'files', 'not kept', outOfReach, false);
    if (snapshot.there.has(nameOf(snapshot, 'files', name))) return keepLines(snapshot, none(), newTally(), null);
    const { survey } = snapshot;
    const tally = newTally();
    if (!survey)
      return host.sftp((sftp) => keepLines(snapshot, overSftp(sftp, configuration.root, tally), tally, withoutHashes), {
        timeoutMs: 3_600_000,
      });
    const mark = randomBytes(16).toString('hex');
    await host.stream(
      filesScript(configuration.root, placesIn(configuration), survey, mark),
      (printed) =>
        keepLines(
          snapshot,
          fileLines(survey.gzip ? unpacked(printed) : printed, mark, tally),
          tally,
          survey.sha256 ? null : noSums,
        ),
      // Hashing one large file prints nothing.
      { silenceMs: 600_000 },
    );
  },
};

const withoutHashes = 'Over SFTP files are listed without hashes and times of change.';
const noSums = 'The server has no sha256sum: files are listed without hashes.';

async function keepLines(
  snapshot: Snapshot,
  body: AsyncIterable<Buffer>,
  tally: FileTally,
  lacks: string | null,
): Promise<void> {
  const told = () => {
    if (!tally.whole) throw new ResaltError('COMMAND_FAILED', 'The list of files did not come to its end.');
    const missing = [
      lacks,
      !lacks && tally.unhashed > 0 ? `${tally.unhashed} files could not be read and have no hash.` : null,
      tally.closed > 0 ? `The account can’t look into ${tally.closed} folders.` : null,
    ].filter((one) => one !== null);
    return { count: tally.files, lacks: missing.length > 0 ? missing.join(' ') : null };
  };
  const from = `${snapshot.open.configuration?.root ?? ''} and WordPress’s folders elsewhere`;
  const about = snapshot.survey?.files ? ` of about ${snapshot.survey.files.toLocaleString('en')}` : '';
  const doing = () => `Keep the list of files: ${tally.files.toLocaleString('en')}${about}`;
  await keepPiece(snapshot, 'files', { name, from, packed: false, body, told, doing });
}

const newTally = (): FileTally => ({ files: 0, unhashed: 0, closed: 0, whole: false });

async function* none(): AsyncGenerator<Buffer> {}

const placesIn = ({ root, understood, coreFolder }: Configuration) =>
  placesOf(root, (constant) => plainConstant(understood, constant), coreFolder === '' ? root : `${root}/${coreFolder}`);

const mostInFolder = 100_000;

async function* overSftp(sftp: Sftp, root: string, tally: FileTally): AsyncGenerator<Buffer> {
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const at: string = folder;
    const found = await sftp.list(`${root}/${at}`, mostInFolder).catch(() => null);
    if (!found) tally.closed += 1;
    const lines = (found ?? []).map(({ name: entry, attributes }) => {
      const path = at === '' ? entry : `${at}/${entry}`;
      const { kind, mode, size, mtime, uid, gid } = attributes;
      if (kind === 'folder') folders.push(path);
      if (kind === 'file') tally.files += 1;
      return `${JSON.stringify({ path, kind, mode: mode.toString(8).padStart(4, '0'), size, mtime, uid, gid })}\n`;
    });
    yield Buffer.from(lines.join(''));
  }
  tally.whole = true;
}
