import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { Answer, FileFact } from '../../../../src-main/wordpress/wp-config/answer.ts';
import { understand } from '../../../../src-main/wordpress/wp-config/understand.ts';

function fact(path: string): FileFact {
  if (!existsSync(path)) return 'absent';
  if (!statSync(path).isFile()) return 'unreadable';
  return { bytes: readFileSync(path), realPath: realpathSync(path) };
}

/** What a host does with `needs`, on local files; the rounds are bounded. */
export function understandOnDisk(entry: string, siteRoot: string): Answer {
  const files = new Map<string, FileFact>();
  for (let round = 0; round < 20; round++) {
    const answer = understand(entry, files, { siteRoot });
    if (answer.kind !== 'needs') return answer;
    for (const path of answer.paths) files.set(path, fact(path));
  }
  throw new Error('understand() asks for ever');
}
