import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { judge, scratch, writeSite } from './judge.ts';

const { folder, remove } = scratch();
afterAll(remove);

const verdictOn = async (name: string, config: string) => {
  const root = join(folder, name);
  writeSite(root);
  writeFileSync(join(root, 'wp-config.php'), config);
  return (await judge([{ root, server: { HTTP_HOST: 'x' } }]))[0];
};

it('sees constants, prefix, warnings and output as PHP has them', async () => {
  const verdict = await verdictOn(
    'warns',
    "hi<?php define('A', 'x'); define('A', 'y'); $table_prefix = $_SERVER['HTTP_HOST']; require ABSPATH . 'wp-settings.php'; echo 'late';",
  );
  expect(verdict).toMatchObject({ reached: true, prefix: 'x', output: 'hilate' });
  expect(verdict?.constants.get('A')).toBe('string:x');
  expect(verdict?.warnings.join()).toContain('already defined');
});

it('sees a file that PHP refuses', async () => {
  const verdict = await verdictOn('broken', "<?php define('A', 'it's');");
  expect(verdict?.reached).toBe(false);
  expect(verdict?.warnings.join()).toContain('FATAL');
});
