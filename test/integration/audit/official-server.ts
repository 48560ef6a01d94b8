import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export const md5 = (bytes: Uint8Array | string): string => createHash('md5').update(bytes).digest('hex');

/** The checksums that api.wordpress.org would answer for this folder of WordPress. */
export async function coreChecksums(folder: string): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (/^(?:wp-(?:admin|includes)\/|[^/]+$)/.test(name)) sums[name] = md5(await readFile(path));
  }
  return sums;
}

export interface OfficialServer {
  base: string;
  /** Paths that were asked for, in their order. */
  asked: string[];
  /** What is answered, by path and query. */
  answers: Map<string, unknown>;
  stop(): Promise<void>;
}

/** In the place of WordPress.org's two servers. */
export async function startOfficialServer(): Promise<OfficialServer> {
  const answers = new Map<string, unknown>();
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const answer = answers.get(request.url ?? '');
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { base: `http://127.0.0.1:${port}`, asked, answers, stop };
}
