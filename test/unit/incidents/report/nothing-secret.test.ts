import { describe, expect, it } from 'vitest';
import { clientReport } from '../../../../src-main/incidents/report/client/client-report.ts';
import { everyText } from '../../../../src-main/incidents/report/every-text.ts';
import { makeReport, materialFor } from '../../../../src-main/incidents/report/make-report.ts';
import type { Material } from '../../../../src-main/incidents/report/material.ts';
import { noteTo } from '../../../../src-main/incidents/report/notes.ts';
import { cpuTimer } from '../../cpu-time.ts';
import { aBreach, entry, hashOf, material, runSite } from './a-breach.ts';

const verifier = hashOf('a token');
const secrets: [string, string][] = [
  ['a hash of PHPass', '$P$B7tXq0WmC5r8yZ1kEw2uJf3hGs4dLa.'],
  ['a hash of WordPress 6.8', '$wp$2y$10$abcdefghijklmnopqrstuuXv1nG0q8c5r3t7w9y1z3b5d7f9h1j3k'],
  ['a hash of bcrypt', '$2y$10$abcdefghijklmnopqrstuuXv1nG0q8c5r3t7w9y1z3b5d7f9h1j3k'],
  ['a session verifier', verifier],
  ['an md5', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['a cookie', 'wordpress_logged_in_d41d8cd98f00b204e9800998ecf8427e=admin%7C1764%7Ctok3n'],
  ['a bearer token', 'Authorization: Bearer abcdef0123456789abcdef'],
  ['a password in an address', '/wp-login.php?log=admin&pwd=hunter22'],
  ['a reset link', '/wp-login.php?action=rp&key=Zk3jd8Wq&login=admin'],
  ['a nonce', 'POST /wp-admin/post.php?_wpnonce=1a2b3c4d5e'],
  ['a constant', "define( 'DB_PASSWORD', 's3cr3t-pa55' )"],
  ['a key of a shop', 'ck_0123456789abcdef0123456789abcdef01234567'],
  ['an application password', 'aB3d Ef6h iJ9l mN2p qR5t uV8x'],
  ['JSON', '{"user_pass":"s3cr3t-pa55"}'],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----'],
  ['a token of JSON', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.s1gn4tur3'],
  ['a password within an address', 'GET https://ada:p!ss@w0rd-77@shop.test/x'],
  ['an array of PHP', "'password' => 's3cr3t-pa55'"],
  ['a variable of PHP', '$db_pass = "s3cr3t-pa55";'],
  ['a key of Google', 'AIzaSyA-0123456789abcdefghijklmnopqrstu'],
  ['an e-mail address', 'wrote to karla.mueller@client.test'],
];
const telling =
  /w0rd-77|SyA-0123|hunter22|Zk3jd8Wq|1a2b3c4d5e|s3cr3t-pa55|b3BlbnNzaC1rZXk|s1gn4tur3|tok3n|karla|abcdef0123456789abcdef/;

function everywhere(text: string): Material {
  const of = material(aBreach([{ site: 'acme-shop', client: 'Acme' }]));
  const { incident } = of;
  const at = incident.openedAt;
  incident.cause = { text, at, by: text, entryAt: null };
  incident.damaged = text;
  incident.alertList = [{ id: 'a', at, step: null, siteId: null, site: null, text, seen: false }];
  const [hidden] = incident.steps;
  if (hidden) incident.checklist.hidden = [{ step: hidden, reason: text }];
  for (const line of incident.record) line.found = text;
  for (const step of incident.steps) for (const one of step.standings) one.note = text;
  if (of.timeline) of.timeline.marked = of.timeline.entryPoints = [entry('acme-shop', { who: text })];
  const failure = { code: 'VERIFY_FAILED' as const, message: text, retry: 'never' as const };
  const deeds = [{ kind: 'user', what: text, result: 'failed' as const, why: text }];
  const [run] = of.runs;
  if (run)
    Object.assign(run, {
      stoppedWhy: text,
      sites: [runSite('acme-shop', { failure, deeds, warnings: [{ kind: 'other', text }] })],
    });
  for (const one of of.evidence) one.lacks = text;
  of.couldNotRead = [{ kind: 'runs', why: text }];
  // And wherever else somebody's words can stand.
  const { agency, fleet, version, ...rest } = of;
  return { ...everyText(rest, () => text), agency, fleet, version };
}

describe('what must not leave', () => {
  it.each(secrets)('%s', async (_what, secret) => {
    const of = everywhere(`before ${secret} after`);
    const texts = [
      JSON.stringify(clientReport(materialFor(of, 'client', null), null, { names: 9, text: 4000, name: 200 })),
    ];
    for (const [audience, format] of [
      ['engineer', 'json'],
      ['record', 'html'],
      ['record', 'json'],
    ] as const)
      texts.push((await makeReport(of, { audience, format, client: null })).bytes.toString('utf8'));
    for (const text of [...texts, noteTo('client', materialFor(of, 'client', null)).text]) {
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(telling);
      expect(text).toContain('before');
    }
  });

  it('leaves ordinary sentences as they are, and the hashes of the evidence', async () => {
    const text = 'They find that many were left here; the key=value of 6 keys, 8 salts and 39 logins changed.';
    const of = everywhere(text.replace('the key=value of ', ''));
    const html = (await makeReport(of, { audience: 'record', format: 'html', client: null })).bytes.toString('utf8');
    expect(html).toContain('They find that many were left here; 6 keys, 8 salts and 39 logins changed.');
    for (const { sha256 } of of.evidence) expect(html).toContain(sha256);
    for (const { hash } of of.incident.record) expect(html).toContain(hash);
  });

  it('takes no long time over hostile text', async () => {
    const hostile = [
      'a'.repeat(4000),
      '"a'.repeat(2000),
      'a.a@'.repeat(1000),
      '$P$'.repeat(1300),
      `define('${'A'.repeat(3900)}`,
    ];
    for (const text of hostile) {
      const spent = cpuTimer();
      await makeReport(everywhere(text), { audience: 'record', format: 'json', client: null });
      expect(spent()).toBeLessThan(5000);
    }
  });
});
