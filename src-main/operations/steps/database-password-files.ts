import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { changeConstant } from '../../wordpress/wp-config/change-constant.ts';
import type { Marks, Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import type { Passwords } from './database-password-change.ts';
import type { Member } from './database-password-others.ts';
import { inTheVault } from './in-the-vault.ts';
import { readServer } from './read-server.ts';
import { shellWord } from './shell-word.ts';
import { sha256, stopSwaps, swapFile } from './swap-file.ts';
import { writeRefusal } from './way-to-write.ts';

export type MarkedPassword = NonNullable<Marks['databasePassword']>;
type MarkedEdit = MarkedPassword['edits'][number];

/** A file that is to have the new password. */
export interface FileChange {
  member: Member;
  /** The real file, symbolic links followed. */
  path: string;
  before: Buffer;
  after: Buffer;
  mode?: number;
}

/** What has to be written so that all of these sites use the new password; files that several share once. Refuses where one can't be. */
export function fileChanges(members: readonly Member[], password: string): FileChange[] {
  const changes = new Map<string, FileChange>();
  for (const member of members) {
    const { understood, writing } = member.configuration;
    const change = changeConstant(understood, 'DB_PASSWORD', password);
    if (change.kind === 'refused')
      throw new ResaltError(
        change.failure.code,
        `${member.site.name}: ${change.failure.message} ${byHand}`.slice(0, 1990),
        'never',
      );
    for (const { path, before, after } of change.edits) {
      const fact = understood.files.get(path);
      const real = (typeof fact === 'object' && fact.realPath) || path;
      const facts = writing.get(path);
      const refused = facts && writeRefusal(real, facts);
      if (refused) throw refused;
      const mode = facts?.mode === undefined ? {} : { mode: facts.mode };
      changes.set(`${real} ${sha256(before)}`, { member, path: real, before, after, ...mode });
    }
  }
  return [...changes.values()];
}

export const byHand =
  'By hand: give the database user a new password in the host’s panel, write it where the site takes it from, see that the site opens, and try the old one.';

/** Puts both passwords and the old files into the vault and says so in the journal: from here on an interrupted attempt can be gone on with. */
export async function keepForLater(
  changes: readonly FileChange[],
  passwords: Passwords,
  pages: MarkedPassword['pages'],
  tools: Tools,
  story: Story,
): Promise<MarkedPassword> {
  const earlier = story.marks.databasePassword;
  const sealed =
    earlier?.sealed ?? (await tools.vault.seal('database-passwords', Buffer.from(JSON.stringify(passwords))));
  const edits: MarkedEdit[] = [...(earlier?.edits ?? [])];
  for (const { member, path, before, after } of changes) {
    const [shaBefore, shaAfter] = [sha256(before), sha256(after)];
    if (edits.some((edit) => edit.path === path && edit.shaBefore === shaBefore && edit.shaAfter === shaAfter))
      continue;
    const backup = await tools.vault.seal('config-backup', before);
    edits.push({ siteId: member.site.id, path, shaBefore, shaAfter, backup });
  }
  const marked = { sealed, edits, pages, fingerprint: passwordFingerprint(passwords.new) };
  await story.mark({ databasePassword: marked });
  return marked;
}

/** Tells a long random password from any other without telling it: 16 hex digits of a SHA-256. */
export const passwordFingerprint = (password: string): string =>
  sha256(Buffer.from(`resalt database password v1\0${password}`)).slice(0, 16);

/** Both passwords of an earlier attempt. */
export async function passwordsOf({ sealed }: MarkedPassword, { vault }: Pick<Tools, 'vault'>): Promise<Passwords> {
  const { old, new: next } = JSON.parse((await vault.open(sealed)).toString('utf8')) as Passwords;
  return { old, new: next };
}

/** Swaps all files in, at the same time; a shell that stands ready is used. Fails as a swap does. */
export async function writeAll(changes: readonly FileChange[]): Promise<void> {
  const swaps = changes.map(({ member, path, before, after, mode }) =>
    swapFile(
      member.host,
      { path, shaBefore: sha256(before), after, ...(mode === undefined ? {} : { mode }) },
      member.configuration.shell,
    ),
  );
  const failed = (await Promise.allSettled(swaps)).find((swap) => swap.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Puts the old bytes back where the new ones are. Fails where someone else has written since, or it can't be done. */
export async function putAllBack(marked: MarkedPassword, members: readonly Member[], tools: Tools): Promise<void> {
  for (const { siteId, path, shaBefore, shaAfter, backup } of [...marked.edits].reverse()) {
    const host = members.find(({ site }) => site.id === siteId)?.host;
    const live = host && (await liveSha(host, path));
    if (live === shaBefore) continue;
    if (!host || live !== shaAfter)
      throw new ResaltError(
        'CONFIG_CHANGED_MEANWHILE',
        `${path} was changed by someone else; its old bytes are ${inTheVault}.`,
        'check-first',
      );
    await swapFile(host, { path, shaBefore: shaAfter, after: await tools.vault.open(backup) });
  }
}

async function liveSha(host: Host, path: string): Promise<string | null> {
  const file = (await readServer(host, '/', { files: [path] })).files.get(path);
  return typeof file === 'object' ? sha256(file.bytes) : null;
}

/** An interrupted attempt's swap may still be under way. */
export async function stopEarlier(marked: MarkedPassword, members: readonly Member[]): Promise<void> {
  for (const { site, host } of members) {
    const paths = marked.edits.filter(({ siteId }) => siteId === site.id).map(({ path }) => path);
    if (paths.length > 0) await stopSwaps(host, paths);
  }
}

/** How far ahead of the server's clock a file's time is set meanwhile, in seconds. */
const aheadS = 180;

/**
 * Has PHP read the file anew at each request: OPcache keeps no file whose time lies ahead (opcache.file_update_protection), and finds
 * that out within `patienceMs`. So the old password is forgotten in the moment in which the file changes, not seconds later. The new file has
 * a time of its own. False where the account can't set times.
 */
export async function keepOutOfOpcache(changes: readonly FileChange[], patienceMs: number): Promise<boolean> {
  const set = changes.map(({ member, path }) => setTime(member.host, path, aheadS));
  const all = (await Promise.all(set)).every(Boolean);
  await wait(patienceMs);
  return all;
}

/** Lets the files have the time of now again, where they were not replaced. */
export async function timesAsNow(changes: readonly FileChange[]): Promise<void> {
  await Promise.all(changes.map(({ member, path }) => setTime(member.host, path, 0)));
}

async function setTime(host: Host, path: string, ahead: number): Promise<boolean> {
  const time = ahead === 0 ? '' : `-t "$(date -d "@$(($(date +%s) + ${ahead}))" +%Y%m%d%H%M.%S)"`;
  const script = `touch -c ${time} -- ${shellWord(path)} && echo set`;
  const result = await host.run(script, { timeoutMs: 10_000 }).catch((error: unknown) => {
    if (error instanceof ResaltError && error.code === 'NOT_ALLOWED_HERE') return null;
    throw error;
  });
  return result?.stdout.toString('latin1').trim() === 'set';
}
