import { describe, expect, it } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import type { Site } from '../../../src-main/contract/sites.ts';
import type { Database } from '../../../src-main/hosts/database.ts';
import type { Host } from '../../../src-main/hosts/host.ts';
import { localHost } from '../../../src-main/hosts/local.ts';
import { openSiteDatabase } from '../../../src-main/operations/steps/reach-site.ts';
import type { Understood } from '../../../src-main/wordpress/wp-config/answer.ts';

const database = { route: 'direct' } as unknown as Database;
const noTunnel = new ResaltError('NOT_ALLOWED_HERE', 'no tunnels', 'never');
const entered = (host: string) =>
  ({
    name: 'acme',
    mysql: { host, port: 3306, user: 'u', password: null, database: 'd', tls: 'required' },
  }) as unknown as Site;

/** Which ways are tried where the server refuses tunnels and programs. */
async function tried(site: Site, host: Host | null, refusal: Error = noTunnel, understood: Understood | null = null) {
  const ways: (string | null)[] = [];
  const openDatabase = async (by: Host | null) => {
    ways.push(by ? by.label : null);
    if (by) throw refusal;
    return database;
  };
  const vault = { open: async () => Buffer.alloc(0) } as never;
  const opened = await openSiteDatabase(site, host, understood, { openDatabase, vault }).catch((error) => error);
  return { ways, opened };
}

describe('the database of a server that allows neither tunnels nor programs', () => {
  it('is reached straight where the agency entered its address', async () => {
    expect(await tried(entered('db.example'), localHost)).toEqual({ ways: [localHost.label, null], opened: database });
  });

  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]', 'LOCALHOST'])(
    'is not looked for on this machine because it is on the server: %s',
    async (host) => {
      expect(await tried(entered(host), localHost)).toEqual({ ways: [localHost.label], opened: noTunnel });
    },
  );

  it('is never reached where only the site says where it is', async () => {
    const value = (text: string) => ({ value: text });
    const constants = new Map(
      Object.entries({
        DB_HOST: value('db.example'),
        DB_USER: value('u'),
        DB_PASSWORD: value('p'),
        DB_NAME: value('d'),
      }),
    );
    const site = { name: 'acme', mysql: null } as unknown as Site;
    const understood = { constants } as unknown as Understood;
    expect((await tried(site, localHost, noTunnel, understood)).ways).toEqual([localHost.label]);
  });

  it('and no other failure leads past the server', async () => {
    const refused = new ResaltError('DATABASE_REFUSED', 'wrong password', 'never');
    expect(await tried(entered('db.example'), localHost, refused)).toEqual({
      ways: [localHost.label],
      opened: refused,
    });
  });
});
