import { saltNames } from '../wordpress/salts.ts';
import type { Edit, FileFact, Rotation } from '../wordpress/wp-config/answer.ts';
import { refuse, understand } from '../wordpress/wp-config/understand.ts';
import { logOut } from './log-out.ts';
import type { Operation } from './operations.ts';
import type { Look } from './steps/look.ts';
import { sha256 } from './steps/swap-file.ts';
import type { Marks } from './story.ts';
import type { Tools } from './tools.ts';

/**
 * Puts back, byte for byte, the files that a run replaced, if they still are the ones it wrote. Old salts revive every old
 * cookie, so all sessions are ended with it, and proven (SHAPES: What changes for others when salts change).
 */
export function rollBackSalts(marksOf: (siteId: string) => Marks | undefined): Operation {
  return (site, tools, story, { proof }) =>
    logOut(site, tools, story, { salts: true, sessions: true, proof, oldSalts: true }, (look) =>
      backwards(look, marksOf(site.id), tools),
    );
}

async function backwards(look: Look, marks: Marks | undefined, tools: Tools): Promise<Rotation> {
  const understood = look.configuration?.understood;
  if (!understood || !marks?.salts) return refuse('INPUT_INVALID', 'That run did not rotate the salts of this site.');
  if (marks.salts.edits.length === 0)
    return refuse('INPUT_INVALID', 'That run changed rows of the database; their old values were not kept.');
  const files = new Map<string, FileFact>(understood.files);
  const edits: Edit[] = [];
  for (const { path, shaBefore, shaAfter, backup } of marks.salts.edits) {
    const [name, live] = [...understood.files].find(([at, fact]) => realPathOf(at, fact) === path) ?? [];
    if (name === undefined || typeof live !== 'object' || sha256(live.bytes) !== shaAfter)
      return refuse(
        'CONFIG_CHANGED_MEANWHILE',
        `${path} is not the file that this run wrote any more. Nothing was put back.`,
      );
    if (!(await tools.vault.has(backup)))
      return refuse('INPUT_INVALID', `The old bytes of ${path} are no longer kept. Nothing was put back.`);
    const old = await tools.vault.open(backup);
    if (sha256(old) !== shaBefore)
      return refuse('VAULT_DAMAGED', `The old bytes of ${path} in the vault are not whole.`);
    edits.push({ path: name, before: live.bytes, after: old });
    files.set(name, { ...live, bytes: old });
  }
  const after = understand(understood.entry, files, understood.options);
  if (after.kind === 'refused') return after;
  if (after.kind === 'needs')
    return refuse('CONFIG_CHANGED_MEANWHILE', 'The old files include others than the new ones. Nothing was put back.');
  const warnings = ['Old salts revive every old cookie: all logins are ended together with it.'];
  return { kind: 'rotated', edits, rotated: [...saltNames], repaired: [], warnings, after };
}

function realPathOf(name: string, fact: FileFact): string | null {
  return typeof fact === 'object' ? (fact.realPath ?? name) : null;
}
