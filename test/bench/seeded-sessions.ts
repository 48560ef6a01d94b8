import { sql } from '../fleet/database.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { FleetSite } from '../fleet/site.ts';

/** The sessions that the sites were made with: the contenders end them, and the next one that reads wants them back. */
export interface SeededSessions {
  /** All sessions of all sites. */
  count: number;
  putBack(): Promise<void>;
}

const isSessionRow = "meta_key = 'session_tokens'";

export async function seededSessions({ sites }: Fleet): Promise<SeededSessions> {
  const rows = new Map<FleetSite, unknown[][]>();
  let count = 0;
  for (const site of sites) {
    const found = await sql(site, `SELECT user_id, meta_key, meta_value FROM {p}usermeta WHERE ${isSessionRow}`);
    rows.set(
      site,
      found.map(({ user_id, meta_key, meta_value }) => [user_id, meta_key, meta_value]),
    );
    count += found.reduce(
      (sum, { meta_value }) => sum + (String(meta_value).match(/s:10:"expiration"/g) ?? []).length,
      0,
    );
  }
  const putBack = async (site: FleetSite, values: unknown[][]) => {
    await sql(site, `DELETE FROM {p}usermeta WHERE ${isSessionRow}`);
    await sql(site, 'INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES ?', [values]);
  };
  return {
    count,
    async putBack() {
      for (const [site, values] of rows) await putBack(site, values);
    },
  };
}
