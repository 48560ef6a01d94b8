import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { Hosts, SshTarget } from '../../../src-main/hosts/host.ts';
import { describeHostKey, type PinnedKeys, pinnedKeysInMemory } from '../../../src-main/hosts/host-keys.ts';
import { openHosts, type PoolOptions } from '../../../src-main/hosts/pool.ts';
import { type Sshd, type SshdOptions, startSshd } from '../../fleet/processes/sshd.ts';

/** A real sshd with a pool that trusts it. Reached at any loopback address. */
export interface SshBed {
  readonly sshd: Sshd;
  readonly folder: string;
  readonly privateKey: Buffer;
  readonly pins: PinnedKeys;
  readonly hosts: Hosts;
  /** A target that is trusted already. */
  target(address?: string, more?: Partial<SshTarget>): SshTarget;
  stop(): Promise<void>;
}

export async function startSshBed(
  options: Omit<SshdOptions, 'authorizedKeys'> & { pool?: Partial<PoolOptions> } = {},
): Promise<SshBed> {
  const folder = await mkdtemp(join(tmpdir(), 'resalt-ssh-'));
  const pair = newKeyPair();
  const { pool, ...server } = options;
  // A home of its own: the login shell reads the start files there at every command, whatever they may be on this machine.
  const config = [...(server.config ?? []), `SetEnv HOME=${folder}`];
  const sshd = await startSshd(folder, { authorizedKeys: `${pair.public}\n`, ...server, config });
  const pins = pinnedKeysInMemory();
  const hosts = openHosts({ hostKeys: pins, ...pool });
  const hostKey = describeHostKey(Buffer.from(sshd.hostKey.split(' ')[1] ?? '', 'base64'));
  const privateKey = Buffer.from(pair.private);
  return {
    sshd,
    folder,
    privateKey,
    pins,
    hosts,
    target(address = '127.0.0.1', more = {}) {
      const port = more.port ?? sshd.port;
      if (pins.pinnedTypes(address, port).length === 0) pins.pin(address, port, hostKey);
      return { host: address, port, user: sshd.user, auth: { privateKey }, jumps: [], ...more };
    },
    async stop() {
      await hosts.close();
      await sshd.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One in some hundred of the keys that ssh2 makes is one that it can't read itself. */
function newKeyPair(): { private: string; public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}
