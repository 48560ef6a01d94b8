import { ResaltError } from '../../contract/failures.ts';
import type { Deed } from '../../contract/runs.ts';
import type { Closing } from '../../store/closings.ts';
import { closedFile, packedAddress, readClosedFile } from '../../wordpress/closed-to-visitors.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { hashOfPass, newPass, openPass, resealPass, sealPass, type VisitorsPass } from '../visitors-pass.ts';
import { addressesOf } from './ask-visitors.ts';
import { keep, keptSha } from './kept-maintenance.ts';
import { isUpdateUnderWay, type Maintenance, readMaintenance, shaOf } from './maintenance-file.ts';
import { readFile, writeFile } from './quarantine.ts';
import { endings } from './quarantine-script.ts';
import { plainConstant } from './read-configuration.ts';
import { seeClosed, withSeen } from './see-closed.ts';
import type { SiteFiles } from './site-files.ts';
import { sha256, stopSwaps, swapFile } from './swap-file.ts';

/** What has become of closing a site. `problem`: why it may not be called closed; the file stays in place then, and opening takes it away. */
export interface ClosedSite {
  deeds: Deed[];
  problem: string | null;
}

/** Everybody reads it: PHP may run as an account that is neither its owner nor in its group, and nothing in it is secret. */
const mode = 0o644;

/** What will happen, for the plan. INPUT_INVALID or another refusal where it can't. */
export async function tellClosing(files: SiteFiles, allow: readonly string[], story: Story): Promise<void> {
  const url = addressOf(files);
  const packed = packedOf(allow);
  const there = await readMaintenance(files);
  story.will(
    `Visitors of ${url} get 503 “closed for maintenance” from now on, by WordPress’s own ${there.place.asked}${packed.length > 0 ? `; ${packed.length} address${packed.length === 1 ? '' : 'es'} still see it` : ''}.`,
  );
  story.will(
    'PHP files that don’t load WordPress, web shells among them, and static files stay reachable: quarantine those.',
  );
  if (there.found)
    story.will(
      `The ${there.place.asked} that stands there now is kept in the vault and comes back when the site opens.`,
    );
  warnOf(files, there, packed, story);
}

function warnOf({ site, configuration }: SiteFiles, { found }: Maintenance, packed: string[], story: Story): void {
  const now = configuration.now ?? Math.floor(Date.now() / 1000);
  if (found && isUpdateUnderWay(found, now))
    story.warn(
      'other',
      'An update seems to be under way. When it is over it takes .maintenance away, and the site is open again.',
    );
  if (plainConstant(configuration.understood, 'MULTISITE') === '1')
    story.warn(
      'other',
      `It is a network: its other sites close by the same file, and only ${site.url} is asked from outside. A cache or CDN before another of them may go on showing it: open each of them.`,
    );
  if (packed.length === 0) return;
  const text = [...configuration.understood.files.values()].map((file) => (typeof file === 'object' ? file.bytes : ''));
  if (text.some((bytes) => bytes.includes('REMOTE_ADDR')))
    story.warn(
      'other',
      'The site’s configuration changes the visitor’s address (REMOTE_ADDR): what it takes from a header, visitors can forge.',
    );
  else
    story.warn(
      'other',
      'Addresses are compared with the one that PHP sees, never with a header. Behind a proxy or CDN that is the proxy’s: then nobody of these comes in, and a proxy’s address would let everybody in.',
    );
}

/**
 * Closes a site to visitors: keeps what stands at `.maintenance`, puts Resalt's there, and looks from outside. Going on after an interruption
 * is the same again: what counts is what stands there. The record (store/closings.ts) is on the disk before the file is on the server.
 */
export async function closeSite(
  files: SiteFiles,
  allow: readonly string[],
  tools: Tools,
  story: Story,
): Promise<ClosedSite> {
  const url = addressOf(files);
  const packed = packedOf(allow);
  if (story.marks.visitors) await stopSwaps(files.host, [story.marks.visitors.path]);
  const there = await story.step('Look at .maintenance', () => readMaintenance(files));
  warnOf(files, there, packed, story);
  const { closing, opened, file } = await wantedOf(files, url, there, packed, tools, story);
  const again = shaOf(there) === closing.sha256;
  if (!again) await story.step('Close the site to visitors', () => putInPlace(files, there, file, story));
  const begun = story.marks.visitors?.sha256 === closing.sha256;
  const own: Deed = {
    kind: 'maintenance',
    what: there.place.asked.slice(0, 500),
    result: again && !begun ? 'unchanged' : 'done',
    why: null,
  };
  const addresses = addressesOf(url, files.configuration.coreFolder);
  const seen = await story.step('See that visitors are shut out', () =>
    seeClosed(addresses, opened, tools, tools.proofPatienceMs),
  );
  if (seen.letIn !== null)
    story.warn(
      'other',
      'The site is open from here: the address that the server sees of this machine is among those that are let in.',
    );
  return { deeds: withSeen(own, seen.deeds), problem: seen.problem };
}

/** What is to stand there. What an earlier closing has kept stays kept as long as its file is the one that stands there. */
async function wantedOf(
  { site, configuration: { coreFolder: core } }: SiteFiles,
  url: string,
  there: Maintenance,
  packed: string[],
  tools: Tools,
  story: Story,
): Promise<{ closing: Closing; opened: VisitorsPass; file: Buffer }> {
  const before = tools.closings.get(site.id);
  const known = before && (await tools.vault.has(before.pass)) ? await openPass(tools, before) : null;
  const opened: VisitorsPass = { pass: known?.pass ?? newPass(), allow: packed };
  const file = closedFile({ allow: packed, pass: hashOfPass(opened.pass) });
  const wanted = sha256(file);
  refuseShared(site.id, there, tools);
  const isOurs = before !== undefined && isOurOwn(there, before, known);
  const same = known && before?.sha256 === wanted && before.url === url;
  // Of a closing that was begun and not done, what stands there is what it has kept already.
  const keepsIt = before?.kept != null && there.found && (await keptSha(before.kept, tools)) === shaOf(there);
  const kept = isOurs || keepsIt ? before.kept : there.found ? await keep(there.found, tools) : null;
  if (same && kept === before.kept && before.folder === there.place.folder) return { closing: before, opened, file };
  if (known && before) await resealPass(tools, before, opened);
  const pass = known && before ? before.pass : await sealPass(tools, opened);
  const at = tools.clock().toISOString();
  const closing = {
    siteId: site.id,
    url,
    folder: there.place.folder,
    core,
    sha256: wanted,
    pass,
    kept,
    run: story.runId,
    at,
  };
  // Written whole before the server is: a request in between shows the new pass to the old file, which has the same.
  tools.closings.save(closing);
  return { closing, opened, file };
}

/** Also one that an interrupted attempt was about to replace: it has the same pass. */
export const isOurOwn = (there: Maintenance, { sha256: own }: Closing, known: VisitorsPass | null): boolean =>
  shaOf(there) === own ||
  (known !== null && there.found !== null && readClosedFile(there.found.bytes)?.pass === hashOfPass(known.pass));

/** Two sites of Resalt's with one folder: the pass of the first would open nothing any more. */
function refuseShared(siteId: string, there: Maintenance, { closings }: Tools): void {
  const sha = shaOf(there);
  if (!closings.list().some((one) => one.siteId !== siteId && one.sha256 === sha)) return;
  throw new ResaltError(
    'NOT_ALLOWED_HERE',
    `${there.place.folder} is closed already, as another site of Resalt’s: both are one WordPress. Open that one first.`,
    'never',
  );
}

async function putInPlace({ host }: SiteFiles, there: Maintenance, file: Buffer, story: Story): Promise<void> {
  const { place, found, like } = there;
  await story.mark({ visitors: { path: place.asked, sha256: sha256(file) } });
  if (found) {
    await swapFile(host, { path: place.asked, shaBefore: sha256(found.bytes), after: file });
    return;
  }
  const ending = await writeFile(host, place, { bytes: file, mode, uid: like.uid, gid: like.gid, mtime: null });
  if (ending !== null)
    throw new ResaltError(
      'NOT_WRITABLE',
      `${place.asked} could not be put there: ${endings[ending]} The site is open as before.`,
    );
  const now = await readFile(host, place);
  if (typeof now !== 'string' && sha256(now.bytes) === sha256(file)) return;
  throw new ResaltError('VERIFY_FAILED', `${place.asked} is not what was put there. Try again.`, 'check-first');
}

function addressOf({ site }: SiteFiles): string {
  if (site.url !== null) return site.url;
  throw new ResaltError(
    'INPUT_INVALID',
    `No address is entered for ${site.name}, so it can’t be seen whether visitors are shut out. Add its url.`,
    'never',
  );
}

function packedOf(allow: readonly string[]): string[] {
  const packed = allow.map(packedAddress);
  if (packed.every((one) => one !== null)) return [...new Set(packed)].sort();
  throw new ResaltError('INPUT_INVALID', 'One of the addresses that are let in is no IPv4 or IPv6 address.', 'never');
}
