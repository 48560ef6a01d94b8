import { expect, it } from 'vitest';
import type { ProbeOptions } from '../../../src-main/hosts/http-probe.ts';
import { askVisitor } from '../../../src-main/operations/steps/ask-visitors.ts';
import { noPass } from '../../../src-main/operations/visitors-pass.ts';

/** A site that leads from https to http and answers there; where the pass was shown. */
async function asked(pass: string): Promise<string[]> {
  const shown: string[] = [];
  const probe = async (url: string, options: ProbeOptions = {}) => {
    if (options.pass === pass) shown.push(new URL(url).protocol);
    const location = url.startsWith('https:') ? url.replace('https:', 'http:') : null;
    return { status: location ? 301 : 200, location, body: '', dateHeader: null, ms: 1 };
  };
  await askVisitor({ probe }, 'https://shop.test/', { pass });
  return shown;
}

it('Resalt’s pass never follows a redirect from https to http; what opens nothing does', async () => {
  expect(await asked('p'.repeat(43))).toEqual(['https:']);
  expect(await asked(noPass)).toEqual(['https:', 'http:']);
});

it('Resalt’s pass is shown to the one host alone: www is another, also where a visitor is led there', async () => {
  const ask = async (pass: string, seenAs: string | null = null) => {
    const hosts: string[] = [];
    const probe = async (url: string) => {
      const { host } = new URL(url);
      hosts.push(host);
      const location = host === 'shop.test' ? url.replace('//shop.test', '//www.shop.test') : null;
      return { status: location ? 301 : 200, location, body: '', dateHeader: null, seenAs, ms: 1 };
    };
    return { ...(await askVisitor({ probe }, 'https://shop.test/', { pass })), hosts };
  };
  expect(await ask('p'.repeat(43))).toMatchObject({ hosts: ['shop.test'], answer: 'unclear', elsewhere: true });
  // The header comes of the closed site itself: it has let the pass in.
  expect(await ask('p'.repeat(43), '0'.repeat(32))).toMatchObject({ hosts: ['shop.test'], answer: 'open' });
  for (const pass of [noPass, '']) expect((await ask(pass)).hosts).toEqual(['shop.test', 'www.shop.test']);
});
