import { expect, it } from 'vitest';
import type { Statement } from '../../../src-main/hosts/database.ts';
import { findPerson } from '../../../src-main/operations/steps/find-person.ts';
import type { OpenSite } from '../../../src-main/operations/steps/look.ts';

const user = (id: number, email: string) => ({
  ...{ id: Buffer.from(String(id)), login: Buffer.from(`u${id}`), email: Buffer.from(email) },
});
const site = (users: ReturnType<typeof user>[]): OpenSite =>
  ({
    site: { name: 'shop' },
    tables: { users: '`wp_users`' },
    database: {
      /** As a column answers that tells large letters from small. */
      run: async (statements: readonly Statement[]) =>
        statements.map(({ sql, values = [] }) => {
          const byAddress = /user_email\)* IN/.test(sql.split(' OR ')[0] ?? '');
          const folds = sql.includes('LOWER(');
          const of = ({ email }: ReturnType<typeof user>) => {
            const said = email.toString();
            if (byAddress && values.includes(folds ? said.toLowerCase() : said)) return true;
            return sql.includes('SUBSTRING_INDEX') && values.includes(said.split('@')[0] ?? '');
          };
          return { rows: users.filter(of).slice(0, Number(/LIMIT (\d+)/.exec(sql)?.[1])), affected: 0 };
        }),
    },
  }) as unknown as OpenSite;

it('however many go by the same name, who has the address is found', async () => {
  const shop = Array.from({ length: 600 }, (_, at) => user(at + 1, `anna@shop${at}.test`));
  const { ids, maybe } = await findPerson(site([...shop, user(900, 'anna@agency.test')]), ['anna@agency.test']);
  expect(ids).toEqual([900]);
  expect(maybe).toHaveLength(500);
});

it('letters large or small are one address, also where the database tells them apart', async () => {
  const found = await findPerson(site([user(7, 'Anna@Agency.test')]), ['anna@agency.TEST']);
  expect(found).toEqual({ ids: [7], maybe: [] });
});
