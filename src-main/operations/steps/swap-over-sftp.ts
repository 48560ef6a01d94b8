import { randomBytes } from 'node:crypto';
import { type Sftp, type SftpAttributes, SftpRefused } from '../../hosts/sftp.ts';
import { type Swap, type SwapWay, sha256, swapFailure } from './swap.ts';

/** Files in a site's folder beyond which leftovers are not looked for. */
const mostNames = 5000;

/** Bytes by which a live file may be longer than the new one and still be read whole. */
const mostGrowth = 1 << 20;

/**
 * The swap without a shell: the same steps, the same order and the same endings as the script's (swap-script.ts). The connection
 * may be lost between two steps: before the rename that leaves a file of its owner's alone, which the next swap removes.
 * SFTP shows no ACL: a file that has one loses it (docs/decisions/0005-the-write.md).
 */
export async function swapOverSftp(sftp: Sftp, swap: Swap, label: string): Promise<SwapWay> {
  const { path, after } = swap;
  const fail = (ending: string) => swapFailure(ending, swap, label);
  const target = await sftp.lstat(path).catch(nullIfRefused);
  if (target?.kind !== 'file') throw fail('no file');
  const links = await sweep(sftp, path);
  if (links > 1) return inPlace(sftp, swap, fail, 'hard link');
  if (!sftp.renamesOver) return inPlace(sftp, swap, fail, 'not renamed');

  const beside = `${folderOf(path)}/.resalt-${randomBytes(8).toString('hex')}.php`;
  const problem = await prepare(sftp, beside, target, after);
  if (problem === null && (await isWhatWasRead(sftp, swap))) {
    const renamed = await sftp.renameOver(beside, path).then(() => true, falseIfRefused);
    if (renamed) return seeWritten(sftp, swap, fail);
    await discard(sftp, beside);
    return inPlace(sftp, swap, fail, 'not renamed');
  }
  await discard(sftp, beside);
  if (problem === null) throw fail('changed meanwhile');
  if (problem === 'folder not writable' || problem === 'owner or mode') return inPlace(sftp, swap, fail, problem);
  throw fail(problem);
}

type Fail = (ending: string) => Error;
type Problem = 'folder not writable' | 'disk full' | 'owner or mode' | 'incomplete';

/** Removes what an earlier swap may have left, links and files alone, and tells how many names the target has. */
export async function sweep(sftp: Sftp, path: string): Promise<number> {
  const [folder, target] = [folderOf(path), path.slice(path.lastIndexOf('/') + 1)];
  const entries = (await sftp.list(folder, mostNames).catch(nullIfRefused)) ?? [];
  const left = entries.filter(({ name }) => /^\.resalt-[^/]*\.php$/.test(name));
  await Promise.all(left.map(({ name }) => discard(sftp, `${folder}/${name}`)));
  return entries.find(({ name }) => name === target)?.links ?? 1;
}

async function prepare(sftp: Sftp, beside: string, like: SftpAttributes, bytes: Buffer): Promise<Problem | null> {
  const refusal = await sftp.create(beside, bytes).then(() => null, refusalOf);
  if (refusal === 'forbidden' || refusal === 'missing') return 'folder not writable';
  if (refusal !== null) return 'disk full';
  const made = await sftp.lstat(beside).catch(nullIfRefused);
  if (made && (made.uid !== like.uid || made.gid !== like.gid)) await sftp.setOwner(beside, like).catch(nullIfRefused);
  await sftp.setMode(beside, like.mode).catch(nullIfRefused);
  const now = await sftp.lstat(beside).catch(nullIfRefused);
  if (now?.uid !== like.uid || now.gid !== like.gid || now.mode !== like.mode) return 'owner or mode';
  return (await holds(sftp, beside, bytes)) ? null : 'incomplete';
}

async function seeWritten(sftp: Sftp, { path, after }: Swap, fail: Fail): Promise<SwapWay> {
  if (await holds(sftp, path, after)) return 'replaced';
  throw fail('not as written');
}

/** The file's own bytes overwritten, and overwritten back when that fails. `why`: what stood against a rename. */
async function inPlace(sftp: Sftp, swap: Swap, fail: Fail, why: string): Promise<SwapWay> {
  const { path, shaBefore, after } = swap;
  if (!(await sftp.mayWrite(path))) throw fail(why);
  const old = await sftp.read(path, after.length + mostGrowth).catch(nullIfRefused);
  if (old === null || sha256(old) !== shaBefore) throw fail('changed meanwhile');
  const written = await sftp.overwrite(path, after).then(() => true, falseIfRefused);
  if (written && (await holds(sftp, path, after))) return 'in place';
  await sftp.overwrite(path, old).catch(nullIfRefused);
  throw fail((await holds(sftp, path, old)) ? 'put back' : 'not put back');
}

async function isWhatWasRead(sftp: Sftp, { path, shaBefore, after }: Swap): Promise<boolean> {
  const live = await sftp.read(path, after.length + mostGrowth).catch(nullIfRefused);
  return live !== null && sha256(live) === shaBefore;
}

async function holds(sftp: Sftp, path: string, bytes: Buffer): Promise<boolean> {
  return (await sftp.read(path, bytes.length + 1).catch(nullIfRefused))?.equals(bytes) ?? false;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

async function discard(sftp: Sftp, path: string): Promise<void> {
  await sftp.remove(path).catch(nullIfRefused);
}

function refusalOf(error: unknown): SftpRefused['why'] {
  if (error instanceof SftpRefused) return error.why;
  throw error;
}

function nullIfRefused(error: unknown): null {
  refusalOf(error);
  return null;
}

function falseIfRefused(error: unknown): false {
  refusalOf(error);
  return false;
}
