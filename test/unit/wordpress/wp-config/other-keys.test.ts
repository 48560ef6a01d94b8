import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { newSalts, newValues, otherKeyNames } from '../../../../src-main/wordpress/salts.ts';
import type { OtherKey, Understood } from '../../../../src-main/wordpress/wp-config/answer.ts';
import { rotate } from '../../../../src-main/wordpress/wp-config/rotate.ts';
import { judge, notInForce, scratch, type Verdict, writeSite } from './judge.ts';
import { understandOnDisk } from './read-files.ts';

const { folder, remove } = scratch();
afterAll(remove);

const eight = Object.entries(newSalts()).map(([name, value]) => `define('${name}', '${value}');`);

/** Rotates a configuration with these lines in it, asked for all other keys, and lets PHP see it before and after. */
async function rotated(name: string, lines: string) {
  const root = join(folder, name);
  writeSite(root);
  writeFileSync(
    join(root, 'wp-config.php'),
    `<?php\n${eight.join('\n')}\n${lines}\n$table_prefix = 'wp_';\nrequire ABSPATH . 'wp-settings.php';\n`,
  );
  const before = await judgeOne(root);
  const understood = understandOnDisk(join(root, 'wp-config.php'), root) as Understood;
  const [salts, others] = [newSalts(), newValues(otherKeyNames)];
  const rotation = rotate(understood, salts, others);
  if (rotation.kind !== 'rotated') throw new Error(rotation.failure.message);
  for (const { path, after } of rotation.edits) writeFileSync(path, after);
  const after = await judgeOne(root);
  expect(notInForce(salts, after)).toEqual([]);
  const told = new Map((rotation.others ?? []).map(({ name: key, reason }: OtherKey) => [key as string, reason]));
  for (const [key, reason] of told) {
    const wanted = reason === null ? `string:${others[key as keyof typeof others]}` : before.constants.get(key);
    expect(after.constants.get(key), key).toBe(wanted);
  }
  return { told, before, after };
}

async function judgeOne(root: string): Promise<Verdict> {
  const [verdict] = await judge([{ root }]);
  if (!verdict) throw new Error('PHP gave no verdict');
  return verdict;
}

it('gives the other keys new values where they are written', async () => {
  const { told } = await rotated(
    'plain',
    "define( 'WP_CACHE_KEY_SALT', \"example.com\" );\ndefined('SECRET_KEY') || define('SECRET_KEY', 'old');\nconst SECRET_SALT = 'older';",
  );
  expect([...told]).toEqual([
    ['WP_CACHE_KEY_SALT', null],
    ['SECRET_KEY', null],
    ['SECRET_SALT', null],
  ]);
});

it('creates none that is absent, and says so', async () => {
  const { told, after } = await rotated('absent', '');
  expect([...told.values()]).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('not defined')));
  expect(after.constants.has('SECRET_KEY')).toBe(false);
});

it('leaves each alone that comes from elsewhere, and rotates the rest', async () => {
  const { told } = await rotated(
    'elsewhere',
    "define('WP_CACHE_KEY_SALT', getenv('CACHE_SALT') ?: 'x');\ndefine('SECRET_KEY', md5('x'));\ndefine('SECRET_SALT', 'mine');",
  );
  expect(told.get('WP_CACHE_KEY_SALT')).toContain('CACHE_SALT');
  expect(told.get('SECRET_KEY')).toContain('computed by code');
  expect(told.get('SECRET_SALT')).toBeNull();
});

it('leaves one alone that another constant is made of', async () => {
  const { told, before, after } = await rotated(
    'shared',
    "define('WP_CACHE_KEY_SALT', 'site');\ndefine('WP_REDIS_PREFIX', WP_CACHE_KEY_SALT . ':');",
  );
  expect(told.get('WP_CACHE_KEY_SALT')).toMatch(/Another constant|also used/);
  expect(after.constants.get('WP_REDIS_PREFIX')).toBe(before.constants.get('WP_REDIS_PREFIX'));
});
