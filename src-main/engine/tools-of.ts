import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { openOfficialChecksums } from '../hosts/official-checksums.ts';
import { openDatabase } from '../hosts/open-database.ts';
import { openHosts } from '../hosts/pool.ts';
import type { Tools } from '../operations/tools.ts';
import { showPass } from '../operations/visitors-pass.ts';
import type { Evidence } from '../store/evidence/evidence.ts';
import type { Store } from '../store/store-types.ts';
import type { Vault } from '../vault/vault-types.ts';
import { type EngineOptions, patienceOf } from './options.ts';

/** undici is loaded when a site is first asked for a page. */
const probe: Tools['probe'] = async (url, options) => (await import('../hosts/http-probe.ts')).probe(url, options);

/** What operations work with: the parts that keep things, and the ways to sites. */
export function toolsOf(
  parts: Pick<Tools, 'history' | 'clock'> & { store: Store; vault: Vault; evidence: Evidence },
  { dataDir, officialChecksums, ...given }: EngineOptions,
): Tools {
  const { store, vault, history, evidence, clock } = parts;
  const { closings } = store;
  return {
    ...{ vault, history, evidence, clock, closings, openDatabase },
    hosts: openHosts({ hostKeys: store.hostKeys }),
    checksums: openOfficialChecksums({ cache: store.checksums, clock, base: officialChecksums }),
    probe: showPass(probe, closings, vault, () => store.sites.list()),
    installation: createHash('sha256').update(`${hostname()} ${dataDir}`).digest('hex').slice(0, 12),
    ...patienceOf(given),
  };
}
