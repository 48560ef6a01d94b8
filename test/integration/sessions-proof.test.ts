import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';

const kinds: { name: string; options: Partial<FleetOptions> }[] = [
  { name: 'WordPress 6.1', options: { wordpress: '6.1' } },
  { name: 'WordPress 7.1, warm Redis', options: { wordpress: '7.1', objectCache: 'redis', opcache: true } },
];

/** Every row of sessions of a site, byte for byte, by user. */
const rowsOf = async (site: FleetSite) =>
  new Map(
    (
      await sql(site, "SELECT user_id, HEX(meta_value) AS value FROM {p}usermeta WHERE meta_key = 'session_tokens'")
    ).map(({ user_id, value }) => [Number(user_id), String(value)]),
  );

describe.each(kinds)('an ending that is proven ($name)', ({ options }) => {
  const fleet = useFleet({ sites: 1, ...options });
  let engine: TestEngine;
  let site: FleetSite;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 200, proofPatienceMs: 3000 });
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
  });
  afterAll(() => engine?.dispose());

  const idOf = (login: string) => site.users.find((user) => user.login === login)?.id ?? 0;
  const endOf = async (user: string, proof = true) => {
    const { run } = await engine.call.sessions.end({
      ...{ select: { all: true }, choice: { user: [user] }, options: { proof } },
    });
    const shown = await ended(engine, run);
    return { run: shown, row: shown.sites[0] };
  };

  it('a canary opened the site and is refused; all other rows are as they were, byte for byte', async () => {
    const { cookie } = await logIn(site, 'ed1');
    const others = await Promise.all(['writer', 'member1', 'member2', 'member3'].map((user) => logIn(site, user)));
    const before = await rowsOf(site);
    const { row } = await endOf('ed1');
    expect(row).toMatchObject({
      outcome: 'changed',
      failure: null,
      proof: { verdict: 'refused', before: 200, after: 302 },
    });
    expect(row?.steps.map(({ name }) => name)).toContain('Open the site with a canary cookie');
    // In a cache the canary's copy was dropped by its name: so it is said what that proves.
    const why = options.objectCache ? expect.stringContaining('not every single copy') : null;
    expect(row?.proof?.why).toEqual(why);
    before.delete(idOf('ed1'));
    expect(await rowsOf(site)).toEqual(before);
    expect((await visit(site, cookie)).status).toBe(302);
    for (const one of others) expect((await visit(site, one.cookie)).status).toBe(200);
  });

  it('the canary counts as no session that was to end, and without being asked for there is none', async () => {
    await logIn(site, 'ed2');
    const planned = await engine.call.sessions.plan({ select: { all: true }, choice: { user: ['ed2'] } });
    expect((await endOf('ed2')).row).toMatchObject({ sessions: { before: planned.sessions, after: 0 } });
    await logIn(site, 'ed2');
    const { row } = await endOf('ed2', false);
    expect(row).toMatchObject({ outcome: 'changed', proof: null });
    expect(row?.steps.some(({ name }) => name.includes('canary'))).toBe(false);
  });

  it('users whose row can’t be read get no canary: nothing of theirs is touched', async () => {
    const broken = 'a:9:{s:3:"cut';
    for (const { id } of site.users.filter(({ login }) => login !== 'ed1' && login !== 'ed2')) {
      await sql(site, "DELETE FROM {p}usermeta WHERE user_id = ? AND meta_key = 'session_tokens'", [id]);
      await sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, 'session_tokens', ?)", [
        ...[id, broken],
      ]);
    }
    await logIn(site, 'ed1');
    const before = await rowsOf(site);
    const { row } = await endOf('ed1');
    expect(row).toMatchObject({ outcome: 'changed', proof: { verdict: 'refused' } });
    before.delete(idOf('ed1'));
    expect(await rowsOf(site)).toEqual(before);
  });

  it('where none can be let in, what was chosen ends all the same, and that it was not proven is said', async () => {
    const { cookie } = await logIn(site, 'ed1');
    await sql(site, "UPDATE {p}options SET option_value = 'http://elsewhere.test' WHERE option_name = 'siteurl'");
    const { row } = await endOf('ed1');
    await sql(site, "UPDATE {p}options SET option_value = ? WHERE option_name = 'siteurl'", [site.url]);
    expect(row).toMatchObject({ outcome: 'changed', proof: { verdict: 'not-possible' } });
    expect((await visit(site, cookie)).status).toBe(302);
  });
});

/** Something of the site's own that keeps sessions where no SQL finds them, as a cache would. */
const keeper = `<?php
class Keeper extends WP_User_Meta_Session_Tokens {
	protected function get_session( $verifier ) {
		$session = parent::get_session( $verifier );
		if ( $session ) {
			update_option( "kept_$verifier", $session );
		}
		return $session ? $session : get_option( "kept_$verifier", null );
	}
}
add_filter( 'session_token_manager', fn() => 'Keeper' );
`;

/** The same, but it notes a session when a login makes it, not when it is looked up. */
const noter = `<?php
class Noter extends WP_User_Meta_Session_Tokens {
	protected function get_session( $verifier ) {
		$session = parent::get_session( $verifier );
		return $session ? $session : get_option( "noted_$verifier", null );
	}
	protected function update_session( $verifier, $session = null ) {
		parent::update_session( $verifier, $session );
		if ( $session ) {
			update_option( "noted_$verifier", $session );
		}
	}
}
add_filter( 'session_token_manager', fn() => 'Noter' );
`;

describe('a site that keeps sessions elsewhere', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1' });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 100, proofPatienceMs: 1500 });
  });
  afterAll(() => engine?.dispose());

  it('is not called done: the canary still opens it, and so do the chosen logins', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const folder = join(site.docroot, 'wp-content/mu-plugins');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'keeper.php'), keeper);
    const { cookie } = await logIn(site, 'ed1');
    expect((await visit(site, cookie)).status).toBe(200);
    const { run } = await engine.call.sessions.end({
      ...{ select: { all: true }, choice: { user: ['ed1'] }, options: { proof: true } },
    });
    const [row] = (await ended(engine, run)).sites;
    expect(row).toMatchObject({
      ...{ outcome: 'failed', failure: { code: 'VERIFY_FAILED' }, proof: { verdict: 'still-accepted', before: 200 } },
    });
    expect(row?.failure?.message).toContain('Take the chosen logins as alive');
    expect((await visit(site, cookie)).status).toBe(200);

    // Without the proof nothing is known of it: not called done either, for chosen logins nor for all.
    const other = await logIn(site, 'ed1');
    expect((await visit(site, other.cookie)).status).toBe(200);
    const choice = { user: ['ed1'] };
    const started = await engine.call.sessions.end({ select: { all: true }, choice, options: {} });
    const unproven = await ended(engine, started.run);
    const all = await engine.finish('EndSessions', { proof: false });
    for (const run of [unproven, all]) {
      expect(run.sites).toMatchObject([
        { outcome: 'failed', failure: { code: 'VERIFY_FAILED', retry: 'check-first' } },
      ]);
      expect(run.sites[0]?.failure?.message).toMatch(/mu-plugins\/keeper\.php sets a session manager of its own/);
    }
    expect((await visit(site, other.cookie)).status).toBe(200);

    // What is not in WordPress's own list may live there all the same: “nothing to do” would be a wrong “done”.
    expect((await engine.call.sessions.plan({ select: { all: true }, choice })).sessions).toBe(0);
    for (const proof of [false, true]) {
      const again = await engine.call.sessions.end({ select: { all: true }, choice, options: { proof } });
      expect((await ended(engine, again.run)).sites).toMatchObject([
        { outcome: 'failed', failure: { code: 'VERIFY_FAILED', retry: 'check-first' }, sessions: { before: 0 } },
      ]);
    }
    expect((await visit(site, other.cookie)).status).toBe(200);
  });

  it('a canary that Resalt wrote into the row does not speak for logins that the manager noted when they were made', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    await writeFile(join(site.docroot, 'wp-content/mu-plugins/keeper.php'), noter);
    for (const choice of [{ user: ['ed1'] }, null]) {
      const { cookie } = await logIn(site, 'ed1');
      const run = choice
        ? await ended(
            engine,
            (await engine.call.sessions.end({ select: { all: true }, choice, options: { proof: true } })).run,
          )
        : await engine.finish('EndSessions', { proof: true });
      expect((await visit(site, cookie)).status).toBe(200);
      expect(run.sites).toMatchObject([
        { outcome: 'failed', failure: { code: 'VERIFY_FAILED' }, proof: { verdict: 'refused', before: 200 } },
      ]);
    }
  });
});
