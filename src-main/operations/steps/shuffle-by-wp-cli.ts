import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { effectiveSalts, fingerprint, type SaltOptions, saltNames } from '../../wordpress/salts.ts';
import type { Understood } from '../../wordpress/wp-config/answer.ts';
import { type Judgement, judgeChange } from '../../wordpress/wp-config/judge-change.ts';
import type { Marks, Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { inTheVault } from './in-the-vault.ts';
import type { Look } from './look.ts';
import { type Configuration, readConfiguration, saltConstantsOf } from './read-configuration.ts';
import { readServer } from './read-server.ts';
import { sha256, swapFile } from './swap-file.ts';
import { asRoot, noWpCli } from './through-wp-cli.ts';
import { runWpCli, type WpCliEnding } from './wp-cli.ts';

type Marked = NonNullable<Marks['salts']>;
export type Begun = NonNullable<Marks['wpCli']>;

/**
 * Has WP-CLI rotate the salts and judges by the files, read again whole, never by its word. All eight new and nothing else
 * changed: done. Anything less: the old bytes are put back, by Resalt's own swap, and it fails saying which are still old.
 * The old bytes are in the vault before it begins, and the journal knows of it until it is judged (earlier-wp-cli.ts).
 */
export async function shuffleByWpCli(look: Look, host: Host, tools: Tools, story: Story): Promise<Marked> {
  const { configuration } = look;
  if (!configuration) throw new ResaltError('BUG', 'A site without a configuration was to be rotated.', 'never');
  const { understood, root } = configuration;
  const old = bytesOf(understood, understood.entry);
  const begun: Begun = {
    path: old.realPath,
    shaBefore: sha256(old.bytes),
    backup: await tools.vault.seal('config-backup', old.bytes),
    fingerprintBefore: fingerprint(look.salts),
  };
  await story.mark({ wpCli: begun });
  const ending = await runWpCli(host, { root, ...begun }, tools.wpCliPatienceMs);
  if (ending.kind === 'not begun') {
    await story.mark({ wpCli: null });
    throw notBegun(ending.why, begun, host.label);
  }
  const inForce = saltNames.map((name) => look.salts.names[name].value);
  const now = await readAgain(host, root);
  const judgement = now && judgeChange(understood, now.understood, inForce);
  const marked = now && judgement && isDone(judgement) ? markedOf(begun, now, look.stored.saltOptions) : null;
  if (marked) {
    await story.mark({ salts: marked, wpCli: null });
    return marked;
  }
  const wrote = await putOldBack(host, root, begun, tools);
  await story.mark({ wpCli: null });
  throw failureOf(ending, judgement, wrote, begun.path);
}

export const isDone = ({ notNew, moreChanged }: Judgement): boolean => notNew.length === 0 && !moreChanged;

/** The configuration as it is now; null where it is none any more. Its write has happened: any other failure leaves it open. */
export async function readAgain(host: Host, root: string): Promise<Configuration | null> {
  return readConfiguration(host, root).catch((error: unknown) => {
    if (!(error instanceof ResaltError)) throw error;
    if (error.code === 'CONFIG_AMBIGUOUS' || error.code === 'CONFIG_NOT_FOUND') return null;
    throw new ResaltError(error.code, error.message, 'check-first');
  });
}

/** What the journal keeps of a rotation that was judged to be done; null where its salts would not be in force. */
export function markedOf(
  { path, shaBefore, backup, fingerprintBefore }: Begun,
  { understood }: Configuration,
  rows: SaltOptions,
): Marked | null {
  const fingerprintAfter = fingerprint(effectiveSalts(saltConstantsOf(understood), rows));
  if (fingerprintAfter === null || fingerprintAfter === fingerprintBefore) return null;
  const shaAfter = sha256(bytesOf(understood, understood.entry).bytes);
  const place = understood.entry.slice(understood.entry.lastIndexOf('/') + 1);
  const edits = [{ path, shaBefore, shaAfter, backup }];
  return { edits, place, rotated: saltNames.length, fingerprintBefore, fingerprintAfter };
}

/** Puts the old bytes back wherever others are; tells whether there were others. A failure leaves the file in doubt. */
export async function putOldBack(
  host: Host,
  root: string,
  { path, shaBefore, backup }: Begun,
  { vault }: Pick<Tools, 'vault'>,
): Promise<boolean> {
  try {
    const live = (await readServer(host, root, { files: [path] })).files.get(path);
    const shaNow = typeof live === 'object' ? sha256(live.bytes) : null;
    if (shaNow === shaBefore) return false;
    if (shaNow === null) throw new ResaltError('CONFIG_UNREADABLE', 'It can’t be read any more.');
    await swapFile(host, { path, shaBefore: shaNow, after: await vault.open(backup) });
    return true;
  } catch (error) {
    const why = error instanceof ResaltError ? ` ${error.message}` : '';
    throw new ResaltError(
      'VERIFY_FAILED',
      `WP-CLI left ${path} as it may not stay, and its old bytes could not be put back. They are ${inTheVault}. Look at the site now, then resume the run.${why}`,
      'check-first',
    );
  }
}

function bytesOf({ files }: Understood, path: string): { bytes: Buffer; realPath: string } {
  const fact = files.get(path);
  if (typeof fact !== 'object') throw new ResaltError('BUG', 'A configuration without bytes was understood.', 'never');
  return { bytes: fact.bytes, realPath: fact.realPath ?? path };
}

function notBegun(why: (WpCliEnding & { kind: 'not begun' })['why'], { path }: Begun, label: string): ResaltError {
  if (why === 'root') return new ResaltError('NOT_ALLOWED_HERE', asRoot, 'never');
  if (why === 'absent') return new ResaltError('COMMAND_FAILED', noWpCli(label), 'never');
  if (why === 'changed')
    return new ResaltError(
      'CONFIG_CHANGED_MEANWHILE',
      `${path} on ${label} was changed by someone else since it was read. WP-CLI was not run; try again.`,
    );
  return new ResaltError('COMMAND_FAILED', `${label} has no sha256sum, without which WP-CLI is not let at a file.`);
}

function failureOf(ending: WpCliEnding, judgement: Judgement | null, wrote: boolean, path: string): ResaltError {
  const said = sayingOf(ending);
  const found = foundIn(judgement, path);
  const now = wrote ? 'Its old bytes were put back.' : 'The file is as it was.';
  const message = `${said} ${found} ${now} Rotate them without --via wp-cli.`;
  if (ending.kind === 'stopped') return new ResaltError('TIMED_OUT', message, 'safe');
  const failed = ending.kind === 'ended' && ending.code !== 0;
  return new ResaltError(failed ? 'COMMAND_FAILED' : 'VERIFY_FAILED', message, 'never');
}

function sayingOf(ending: WpCliEnding): string {
  if (ending.kind === 'stopped') return 'WP-CLI was ended: it took too long, printed without end, or was killed.';
  if (ending.kind === 'ended' && ending.code !== 0)
    return `WP-CLI failed (exit code ${ending.code})${ending.hint ? `: ${ending.hint}` : ''}.`;
  return 'WP-CLI said that it was done, and it was not.';
}

function foundIn(judgement: Judgement | null, path: string): string {
  if (!judgement) return `It left ${path} broken: no configuration any more that can be followed.`;
  const { notNew, moreChanged } = judgement;
  if (notNew.length > 0) return `PHP still sees no new value for ${notNew.join(', ')} in ${path}.`;
  return moreChanged
    ? `It changed more than the eight salts in ${path}.`
    : `The new values in ${path} would not be in force.`;
}
