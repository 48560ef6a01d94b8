import { ResaltError } from '../../contract/failures.ts';
import type { Deed } from '../../contract/runs.ts';
import type { Tools } from '../tools.ts';
import { sha256 } from './change-user.ts';
import type { OpenSite } from './look.ts';
import { openFile, type Quarantined, readFile, writeFile } from './quarantine.ts';
import { placeOf } from './quarantine-place.ts';
import { endings } from './quarantine-script.ts';

/** Puts one file back where nothing stands, and reads it back. The same bytes there already: nothing to do. */
export async function putBackOne(open: OpenSite, kept: Quarantined, tools: Tools): Promise<Deed> {
  const base = { kind: 'file', what: kept.path.slice(0, 500) };
  const fail = (why: string): Deed => ({ ...base, result: 'failed', why });
  const place = placeOf(open, kept.path);
  if ('refused' in place) return fail(place.refused);
  if (!open.host) return fail('The site is reached by its database alone.');
  const there = await readFile(open.host, place);
  if (typeof there === 'object')
    return sha256(there.bytes) === kept.sha256 ? { ...base, result: 'unchanged', why: null } : fail(endings.taken);
  if (there !== 'gone') return fail(there === 'link' || there === 'no file' ? endings.taken : endings[there]);
  const file = await openFile(tools, kept).catch((error: unknown) => {
    if (error instanceof ResaltError) return error.message;
    throw error;
  });
  if (typeof file === 'string') return fail(file);
  const ending = await writeFile(open.host, place, file);
  if (ending !== null) return fail(endings[ending]);
  const now = await readFile(open.host, place);
  if (typeof now === 'string' || sha256(now.bytes) !== kept.sha256)
    return fail('It is not what was put back after it was written.');
  const owner = now.uid === kept.uid && now.gid === kept.gid;
  const rights = now.mode === kept.mode;
  const other = [...(owner ? [] : ['owner']), ...(rights ? [] : ['rights'])].join(' and ');
  return { ...base, result: 'done', why: other === '' ? null : `Its ${other} could not be set as before.` };
}
