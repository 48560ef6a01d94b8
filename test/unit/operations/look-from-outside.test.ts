import { expect, it } from 'vitest';
import type { ProbeResult } from '../../../src-main/hosts/http-probe.ts';
import { lookFromOutside } from '../../../src-main/operations/steps/look-from-outside.ts';
import { files } from '../audit/checks/a-files.ts';
import { reading } from '../audit/checks/a-reading.ts';

const config = '<?php DB_PASSWORD';

it('among more files than are asked for the worst are asked first, and it is said that there are more', async () => {
  const zips = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`wp-content/uploads/${n}.zip`, {}]));
  const entries = { ...zips, 'wp-content/z/wp-config.php.old': {} };
  const unread: Parameters<typeof lookFromOutside>[2] = new Map();
  const site = reading({ url: 'https://a.test', files: files({ entries }), unread });
  const probe = async (url: string) =>
    ({
      ...{ status: url.endsWith('/wp-content/z/wp-config.php.old') ? 200 : 404, body: config },
      ...{ location: null, poweredBy: null },
    }) as ProbeResult;
  const { leaks } = await lookFromOutside(site, { probe }, unread);
  expect(leaks).toEqual([{ kind: 'configuration', path: 'wp-content/z/wp-config.php.old' }]);
  expect(unread.get('outside')).toEqual({
    partly: true,
    why: 'There are more files than are asked for from outside: 21 were not.',
  });
});
