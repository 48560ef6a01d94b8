import type { Database, DatabaseTarget } from '../hosts/database.ts';
import type { Host, Hosts } from '../hosts/host.ts';
import type { ProbeOptions, ProbeResult } from '../hosts/http-probe.ts';
import type { OfficialChecksums } from '../hosts/official-checksums.ts';
import type { Evidence } from '../store/evidence/evidence.ts';
import type { SessionHistory } from '../store/session-history/history-types.ts';
import type { Closings } from '../store/store-types.ts';
import type { Vault } from '../vault/vault-types.ts';

/** What operations work with: the edges of the machine, so that a test can stand in for each. */
export interface Tools {
  hosts: Hosts;
  vault: Pick<Vault, 'seal' | 'open' | 'has' | 'replace'>;
  /** Which sites are closed to visitors by Resalt. */
  closings: Closings;
  /** What was seen of sessions is kept on this machine. */
  history: Pick<SessionHistory, 'looked' | 'ended'>;
  /** Evidence of incidents is kept on this machine. */
  evidence: Pick<Evidence, 'list' | 'keep' | 'read' | 'free'>;
  /** What WordPress.org says that files must be. */
  checksums: OfficialChecksums;
  openDatabase(host: Host | null, target: DatabaseTarget): Promise<Database>;
  /** To a site that Resalt has closed it shows the pass (visitors-pass.ts), unless `options.pass` says otherwise. */
  probe(url: string, options?: ProbeOptions): Promise<ProbeResult>;
  clock(): Date;
  /** Marks canaries of this data folder, so that a later run knows its own leftovers. */
  installation: string;
  /** How long a proof waits for OPcache before it says still-accepted, in milliseconds. */
  proofPatienceMs: number;
  /** How long a login that was under way may take to write old sessions back, before the last look, in milliseconds. */
  loginsUnderWayMs: number;
  /** How long PHP may trust what it knows of a file before it looks again, in milliseconds. */
  opcacheMs: number;
  /** How long WP-CLI may work on a site, in milliseconds. */
  wpCliPatienceMs: number;
}
