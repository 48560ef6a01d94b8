import { describe, expect, it } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import type { ProbeOptions, ProbeResult } from '../../../src-main/hosts/http-probe.ts';
import type { Look } from '../../../src-main/operations/steps/look.ts';
import { tryLogin } from '../../../src-main/operations/steps/try-login.ts';

const look = { stored: { siteurl: 'https://shop.test/wp/' } } as unknown as Look;
const base: ProbeResult = { status: 200, location: null, body: '', dateHeader: null, ms: 1 };
const refusal = '<div id="login_error" class="notice">wrong</div>';

const asked = async (answer: Partial<ProbeResult> | Error) => {
  const calls: [string, ProbeOptions | undefined][] = [];
  const probe = async (url: string, options?: ProbeOptions): Promise<ProbeResult> => {
    calls.push([url, options]);
    if (answer instanceof Error) throw answer;
    return { ...base, ...answer };
  };
  return { said: await tryLogin(look, { probe }, 'anna', 'her password'), calls };
};

describe('a login that is tried', () => {
  it('is one form at wp-login.php, with WordPress’s test cookie', async () => {
    const { calls } = await asked({});
    expect(calls).toHaveLength(1);
    expect(calls[0]?.[0]).toBe('https://shop.test/wp/wp-login.php');
    expect(calls[0]?.[1]).toMatchObject({ form: { log: 'anna', pwd: 'her password', testcookie: '1' } });
  });

  it.each<[string, Partial<ProbeResult> | Error, string, RegExp | null]>([
    ['let in: a cookie of a login', { status: 302, cookieNames: ['wordpress_logged_in_ab12'] }, 'accepted', null],
    ['refused: WordPress’s own words', { body: refusal }, 'refused', null],
    ['a second factor', { body: '<form id="2fa">' }, 'unclear', /second factor/],
    ['a single sign-on', { status: 302, location: 'https://sso.test/login?x=1' }, 'unclear', /sso\.test/],
    ['blocked', { status: 403, body: refusal }, 'unclear', /closed to Resalt/],
    ['too many tries', { status: 429 }, 'unclear', /closed to Resalt/],
    ['moved away', { status: 404 }, 'unclear', /no login page/],
    ['broken', { status: 503 }, 'unclear', /answers 503/],
    ['not reached', new ResaltError('HOST_UNREACHABLE', 'Nobody there.'), 'unclear', /Nobody there/],
  ])('%s', async (_what, answer, expected, why) => {
    const { said } = await asked(answer);
    expect(said.answer).toBe(expected);
    if (why) expect(said.why).toMatch(why);
    else expect(said.why).toBeNull();
  });
});
