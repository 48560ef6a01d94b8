import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import type { Official, OfficialChecksums } from '../../../src-main/hosts/official-checksums.ts';
import { versionOf, wordpressCore } from '../../fleet/core.ts';
import { tool } from './plant-files.ts';

/** What WordPress.org would publish of the test bed's WordPress, which Debian packs a little differently, and of the plugin `tool`. */
export async function checksumsOf(wordpress: string): Promise<OfficialChecksums> {
  const core = await wordpressCore(wordpress);
  const { stdout } = await promisify(execFile)(
    'sh',
    ['-c', 'cd "$1" && find -L . -type f -exec md5sum {} +', 'sh', core],
    {
      maxBuffer: 1 << 24,
    },
  );
  const lines = stdout.split('\n').map((line) => /^([0-9a-f]{32}) [ *]\.\/(.+)$/.exec(line));
  const list = new Map(lines.flatMap((found) => (found?.[1] && found[2] ? [[found[2], found[1]] as const] : [])));
  const folder = `wp-content/plugins/${tool.slug}/`;
  const own = new Map(
    Object.entries(tool.files).map(([path, text]) => [
      path.slice(folder.length),
      [createHash('md5').update(text).digest('hex')],
    ]),
  );
  const none = <T>(): Official<T> => ({ list: null, published: false, why: 'WordPress.org has none.' });
  return {
    core: async (version) => (version === versionOf(core) ? { list } : none()),
    plugin: async (slug, version) => (slug === tool.slug && version === tool.version ? { list: own } : none()),
  };
}
