import type { Deed } from '../../contract/runs.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { uploadsOf } from './look-hardened.ts';
import { readFile, removeFile, writeFile } from './quarantine.ts';
import type { Place } from './quarantine-place.ts';
import { endings } from './quarantine-script.ts';
import type { SiteFiles } from './site-files.ts';
import { sha256, swapFile } from './swap-file.ts';
import type { Hardened } from './undo-hardening.ts';
import { htaccess, nginxSnippet, ownerOf, tryUploads, type Uploads, type UploadsSeen } from './uploads-php.ts';

const what = 'PHP in the uploads';
const noUploads =
  'The uploads lie outside the site’s folder, or the site has no address: what is done with PHP there can’t be seen.';

export function tellUploads(files: SiteFiles, story: Story): void {
  const uploads = uploadsOf(files);
  if (!uploads) story.warn('other', noUploads);
  else
    story.will(
      `Try whether PHP in ${uploads.folder} is run, with a test file that goes again at once. If so: where the server goes by .htaccess, one there forbids it; elsewhere you are told what to put into its configuration.`,
    );
}

/** Tries, forbids by .htaccess where that helps, and tries again. What does not help goes again at once. */
export async function hardenUploads(files: SiteFiles, tools: Tools, story: Story): Promise<Deed[]> {
  const uploads = uploadsOf(files);
  if (!uploads) return [{ kind: 'uploads', what, result: 'kept', why: noUploads }];
  const { host } = files;
  const attempt = () => tryUploads(host, uploads, tools, (names) => noteTests(names, story));
  const place: Place = {
    asked: `${uploads.folder}/.htaccess`,
    folder: uploads.folder,
    name: '.htaccess',
    within: uploads.within,
  };
  const wrote = story.marks.hardened?.files.some(({ path }) => path === place.asked) ?? false;
  const first = await attempt();
  if (first.runs === null) return [{ kind: 'uploads', what, result: 'failed', why: first.told.slice(0, 1000) }];
  if (!first.runs)
    return [{ kind: 'uploads', what, result: wrote ? 'done' : 'unchanged', why: first.told.slice(0, 1000) }];
  if (/nginx/i.test(first.server ?? '')) return [byHand(uploads, first)];
  const problem = await putHtaccess(files, uploads, place, tools, story);
  if (problem !== null) return [{ kind: 'uploads', what, result: 'failed', why: problem }];
  const second = await attempt();
  if (second.runs === false)
    return [{ kind: 'uploads', what: place.asked.slice(0, 500), result: 'done', why: second.told.slice(0, 1000) }];
  const left = await takeBack(files, place, tools, story);
  if (left !== null) return [{ kind: 'uploads', what, result: 'failed', why: left }];
  return [byHand(uploads, second)];
}

function byHand({ folder, url }: Uploads, { server, runs, told }: UploadsSeen): Deed {
  const why = `${runs === null ? `With a .htaccess there: ${told} It was taken away again.` : 'PHP in there is run, and the server does not go by .htaccess.'} Put this into the server block of ${/nginx/i.test(server ?? '') ? 'nginx' : 'the web server (as nginx has it)'} and reload it: ${nginxSnippet(new URL(url).pathname)}`;
  return { kind: 'uploads', what: `PHP in ${folder}`.slice(0, 500), result: 'kept', why: why.slice(0, 1000) };
}

const markedOf = (story: Story): Hardened => story.marks.hardened ?? { modes: [], files: [], tests: [] };

/** Names of test files, before they are there. */
export async function noteTests(names: string[], story: Story): Promise<void> {
  const marked = markedOf(story);
  await story.mark({ hardened: { ...marked, tests: [...marked.tests, ...names] } });
}

/** Resalt's lines stand first; what was in the file stays behind them, byte for byte. */
async function putHtaccess(
  { host }: SiteFiles,
  uploads: Uploads,
  place: Place,
  tools: Tools,
  story: Story,
): Promise<string | null> {
  const found = await readFile(host, place);
  if (typeof found === 'string' && found !== 'gone') return `${place.asked}: ${endings[found]}`;
  const old = typeof found === 'string' ? null : found.bytes;
  const after = Buffer.concat([Buffer.from(htaccess), old ?? Buffer.alloc(0)]);
  const marked = markedOf(story);
  const file = {
    path: place.asked,
    shaBefore: old && sha256(old),
    shaAfter: sha256(after),
    backup: old && (await tools.vault.seal('config-backup', old)),
  };
  await story.mark({
    hardened: { ...marked, files: [...marked.files.filter(({ path }) => path !== place.asked), file] },
  });
  if (old) {
    await swapFile(host, { path: place.asked, shaBefore: sha256(old), after });
    return null;
  }
  const ending = await writeFile(host, place, {
    bytes: after,
    mode: 0o644,
    mtime: null,
    ...(await ownerOf(host, uploads)),
  });
  return ending === null ? null : `${place.asked}: ${endings[ending]}`;
}

async function takeBack({ host }: SiteFiles, place: Place, tools: Tools, story: Story): Promise<string | null> {
  const marked = markedOf(story);
  const file = marked.files.find(({ path }) => path === place.asked);
  if (!file) return null;
  const found = await readFile(host, place);
  if (typeof found === 'string' || sha256(found.bytes) !== file.shaAfter)
    return `${place.asked} was changed by somebody else meanwhile.`;
  if (file.backup)
    await swapFile(host, { path: place.asked, shaBefore: file.shaAfter, after: await tools.vault.open(file.backup) });
  else {
    const ending = await removeFile(host, place, found.bytes);
    if (ending !== null) return `${place.asked}: ${endings[ending]}`;
  }
  await story.mark({
    hardened: { ...markedOf(story), files: marked.files.filter(({ path }) => path !== place.asked) },
  });
  return null;
}
