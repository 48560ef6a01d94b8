import { randomBytes } from 'node:crypto';
import { relative } from 'node:path/posix';
import { ResaltError } from '../../contract/failures.ts';
import type { Tools } from '../tools.ts';
import { addressesOf } from './ask-visitors.ts';
import { writeFile } from './quarantine.ts';
import type { SiteFiles } from './site-files.ts';
import { ownerOf, placeIn, sweepTests, testMark } from './uploads-php.ts';

/**
 * Whether PHP, as the web server runs it, can open a file: asked of PHP itself, by a test file in the site's folder that goes again at once.
 * A page does not tell: OPcache serves a file that it has compiled without opening it. Null: PHP did not answer, so it is not known.
 * `note` hears of the test's name before it is there.
 */
export async function phpOpens(
  { site: { url }, host, configuration: { root } }: SiteFiles,
  path: string,
  { probe }: Pick<Tools, 'probe'>,
  note: (names: string[]) => Promise<void>,
): Promise<boolean | null> {
  if (url === null) return null;
  const folder = { folder: root, within: root };
  const token = randomBytes(12).toString('hex');
  const name = `resalt-${token}.php`;
  await note([name]);
  try {
    const test = { bytes: Buffer.from(testOf(relative(root, path), token)), mode: 0o644, mtime: null };
    const problem = await writeFile(host, placeIn(folder, name), { ...test, ...(await ownerOf(host, folder)) });
    if (problem !== null) return null;
    const { body } = await probe(`${addressesOf(url, '').front}${name}`, { pass: '', timeoutMs: 20_000 });
    const said = /(?:opens|shut)-[0-9A-F]{24}/.exec(body)?.[0];
    return said === `opens-${token.toUpperCase()}` ? true : said === `shut-${token.toUpperCase()}` ? false : null;
  } catch (error) {
    if (error instanceof ResaltError && ['HOST_UNREACHABLE', 'TIMED_OUT'].includes(error.code)) return null;
    throw error;
  } finally {
    await sweepTests(host, folder, [name]);
  }
}

/** Seen from the test's own folder: PHP may see the server's folders under other names. Nothing of the file is read. */
const testOf = (path: string, token: string): string => `<?php # ${testMark}can PHP open this file?
$file = @fopen( __DIR__ . '/' . base64_decode( '${Buffer.from(path).toString('base64')}' ), 'r' );
echo ( $file ? 'opens-' : 'shut-' ) . strtoupper( '${token}' );
`;
