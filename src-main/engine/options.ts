import type { CarrierKind } from '../procedures/parts.ts';
import type { StoreOptions } from '../store/store.ts';
import type { Timers } from '../vault/lock-timer.ts';
import type { VaultOptions } from '../vault/vault.ts';

export interface EngineOptions extends Partial<Patience> {
  dataDir: string;
  carrier: CarrierKind;
  /** The desktop app gives electron-store's class; without it `conf` holds the documents. */
  openDocument?: StoreOptions['openDocument'];
  /** For tests: the cost of a passphrase, a keychain of their own. */
  vault?: Pick<VaultOptions, 'cost' | 'keychain'>;
  /** By what policies are swept when they are due; for tests. */
  timers?: Timers;
  /** The time, for tests. */
  clock?: () => Date;
  /** For tests: a server in the place of WordPress.org's, which has the official checksums. */
  officialChecksums?: string;
}

export interface Patience {
  /** How long a proof waits for OPcache, in milliseconds. */
  proofPatienceMs: number;
  /** How long a login that was under way may take to write old sessions back, in milliseconds. */
  loginsUnderWayMs: number;
  /** How long WP-CLI may work on a site, in milliseconds. */
  wpCliPatienceMs: number;
  /** How long PHP may go on with a file as it was before, in milliseconds. */
  opcacheMs: number;
}

/** opcache.revalidate_freq is 2 s unless told otherwise, and both ends are counted in whole seconds. */
const usualOpcacheMs = 3200;

/** What was asked for, and the usual where nothing was. */
export function patienceOf(given: Partial<Patience>): Patience {
  const { proofPatienceMs = 30_000, loginsUnderWayMs = 2000, wpCliPatienceMs = 60_000 } = given;
  const { opcacheMs = usualOpcacheMs } = given;
  return { proofPatienceMs, loginsUnderWayMs, wpCliPatienceMs, opcacheMs };
}
