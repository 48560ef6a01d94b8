import { expect, it } from 'vitest';
import { whyCore } from '../../../src-main/operations/steps/core-file.ts';
import type { OpenSite } from '../../../src-main/operations/steps/look.ts';

const open = { configuration: { version: '6.8' } } as unknown as Pick<OpenSite, 'configuration'>;
const place = (asked: string) => ({ asked, folder: '/x', name: 'x', within: '/x' });
const tools = (names: string[] | null) => ({
  checksums: {
    core: async () =>
      names ? { list: new Map(names.map((name) => [name, 'x'])) } : { list: null, why: 'no internet', published: true },
    plugin: async () => ({ list: null, why: '', published: false }),
  },
});

it('a file that the official list names stays, whatever is in it; an unknown one among them may go', async () => {
  const known = tools(['wp-includes/version.php']);
  expect(await whyCore(open, place('wp-includes/version.php'), known)).toMatch(/of WordPress itself/);
  expect(await whyCore(open, place('/srv/site/wp/wp-includes/version.php'), known)).toMatch(/of WordPress itself/);
  expect(await whyCore(open, place('wp-includes/class-evil.php'), known)).toBeNull();
  expect(await whyCore(open, place('wp-content/wp-cache.php'), known)).toBeNull();
  expect(await whyCore(open, place('wp-includes/version.php'), tools(null))).toBeNull();
});
