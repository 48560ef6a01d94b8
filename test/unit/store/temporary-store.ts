import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Inspection } from '../../../src-main/contract/inspection.ts';
import type { Site } from '../../../src-main/contract/sites.ts';
import { openStore } from '../../../src-main/store/store.ts';

export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export async function storeIn(dir: string) {
  const store = await openStore({ dir, now: () => new Date('2026-01-02T03:04:05Z') });
  onTestFinished(() => store.close());
  return store;
}

export const newStore = async () => storeIn(await temporaryFolder());

export const aSite = (number: number, more: Partial<Site> = {}): Site => ({
  id: `s_${String(number).padStart(10, '0')}`,
  name: `site-${number}`,
  url: `https://site-${number}.test`,
  client: 'acme',
  tags: ['shop'],
  path: `/srv/site-${number}`,
  tablePrefix: 'wp_',
  ssh: null,
  mysql: null,
  local: true,
  ...more,
});

export const anInspection = (siteId: string, more: Partial<Inspection> = {}): Inspection => ({
  siteId,
  at: '2026-01-02T03:04:05Z',
  wordpress: { version: '6.1', multisite: false },
  config: { path: '/srv/wp-config.php', tablePrefix: 'wp_' },
  salts: { places: [], fingerprint: '0123456789abcdef', rotatable: true, why: null },
  objectCache: { kind: null, canFlush: false, how: 'none' },
  sessions: { count: 3, people: 2, unreadable: 0, live: { count: 2, people: 1 } },
  users: 5,
  administrators: 1,
  editingNow: 0,
  encryptors: [],
  answers: { status: 200, ms: 12, why: null },
  databaseRoute: null,
  ...more,
});

/** An error with this code; the message must not be a stack. */
export const failsWith = (code: string) => ({ name: 'ResaltError', code });
