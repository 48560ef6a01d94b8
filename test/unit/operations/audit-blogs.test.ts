import { expect, it } from 'vitest';
import type { Row } from '../../../src-main/hosts/database.ts';
import { readBlogs } from '../../../src-main/operations/steps/audit-blogs.ts';
import { networkOptionsOf } from '../../../src-main/operations/steps/circumstances.ts';
import type { OpenSite } from '../../../src-main/operations/steps/look.ts';

const option = (name: string, value: string): Row => ({ name: Buffer.from(name), value: Buffer.from(value) });
const roles = (capabilities: string) =>
  `a:1:{s:10:"subscriber";a:2:{s:4:"name";s:10:"Subscriber";s:12:"capabilities";${capabilities}}}`;
const honest = roles('a:1:{s:4:"read";b:1;}');
const byObject = roles('O:8:"stdClass":1:{s:14:"manage_options";b:1;}');

async function read(main: readonly Row[], second: readonly Row[]) {
  const open = { tables: { prefix: 'wp_' }, configuration: null, database: { run: async () => [{ rows: second }] } };
  const unread: Parameters<typeof readBlogs>[5] = new Map();
  const rows = [1, 2].map((blog): Row => ({ blog: Buffer.from(String(blog)), at: Buffer.from('a.test/') }));
  const tables = new Set(['wp_options', 'wp_2_options']);
  const blogs = await readBlogs(open as unknown as OpenSite, main, rows, networkOptionsOf([]), tables, unread);
  return { blogs, partly: unread.get('rights')?.why };
}

it('capabilities of a role that are an object are said to be unknown, on any blog of a network', async () => {
  const fine = option('wp_user_roles', honest);
  expect((await read([fine], [option('wp_2_user_roles', honest)])).partly).toBeUndefined();
  expect((await read([fine], [option('wp_2_user_roles', byObject)])).partly).toMatch(/PHP may read/);
  expect((await read([option('wp_user_roles', byObject)], [])).partly).toMatch(/PHP may read/);
});

it('an option is found under the name by which the database finds it for WordPress', async () => {
  const { blogs } = await read([option('WP_User_Rol\u00e9s', honest), option('default_rol\u00e9', 'editor')], []);
  expect([...(blogs.get(1)?.roles?.keys() ?? [])]).toEqual(['subscriber']);
  expect(blogs.get(1)?.defaultRole).toBe('editor');
});
