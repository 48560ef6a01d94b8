import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSalts, type SaltName, saltNames } from '../../../../src-main/wordpress/salts.ts';
import type { Understood } from '../../../../src-main/wordpress/wp-config/answer.ts';
import { besidesSalts, judgeChange } from '../../../../src-main/wordpress/wp-config/judge-change.ts';
import { understand } from '../../../../src-main/wordpress/wp-config/understand.ts';

const entry = '/srv/site/wp-config.php';

function read(text: string): Understood {
  const files = new Map([[entry, { bytes: Buffer.from(text, 'latin1') }]]);
  const answer = understand(entry, files, { siteRoot: '/srv/site' });
  if (answer.kind !== 'understood') throw new Error(JSON.stringify(answer));
  return answer;
}

type Salts = Readonly<Record<SaltName, string>>;
const config = (salts: Salts, more = '') =>
  `<?php\n${more}${saltNames.map((name) => `define( '${name}', '${salts[name]}' );\n`).join('')}$table_prefix = 'wp_';\nrequire_once ABSPATH . 'wp-settings.php';\n`;
const old = newSalts();
const judge = (text: string, inForce: (string | null)[] = []) => judgeChange(read(config(old)), read(text), inForce);

describe('what another program made of a configuration', () => {
  it('is done when all eight are new, whatever their values were', () => {
    expect(judge(config(newSalts()))).toEqual({ notNew: [], moreChanged: false });
  });

  it('names exactly those that are not new (property)', () => {
    fc.assert(
      fc.property(fc.subarray([...saltNames]), (changed) => {
        const fresh = newSalts();
        const mixed = Object.fromEntries(
          saltNames.map((name) => [name, changed.includes(name) ? fresh[name] : old[name]]),
        );
        const { notNew } = judge(config(mixed as Record<SaltName, string>));
        expect(notNew).toEqual(saltNames.filter((name) => !changed.includes(name)));
      }),
    );
  });

  it('takes the eight in another order for what they are: old', () => {
    const turned = Object.fromEntries(saltNames.map((name, index) => [name, old[saltNames[(index + 1) % 8] ?? name]]));
    expect(judge(config(turned as Record<SaltName, string>)).notNew).toEqual(saltNames);
  });

  it.each([
    ['empty', ''],
    ['too short', 'x'.repeat(31)],
    ['the placeholder', 'put your unique phrase here'],
  ])('does not take for a salt what is %s', (_what, value) => {
    expect(judge(config({ ...newSalts(), NONCE_KEY: value })).notNew).toEqual(['NONCE_KEY']);
  });

  it('does not take for new what two of them share, nor what was in force from the database', () => {
    const fresh = newSalts();
    expect(judge(config({ ...fresh, NONCE_KEY: fresh.AUTH_KEY })).notNew).toEqual(['AUTH_KEY', 'NONCE_KEY']);
    expect(judge(config(fresh), [fresh.AUTH_SALT]).notNew).toEqual(['AUTH_SALT']);
  });

  it('sees the old value where one branch of a condition still has it', () => {
    const branch = `if ( $_SERVER['HTTP_HOST'] === 'x' ) { define( 'AUTH_KEY', '${old.AUTH_KEY}' ); }\n`;
    expect(judge(config(newSalts(), branch)).notNew).toEqual(['AUTH_KEY']);
  });

  it('sees that more was changed: another constant, one more, the table prefix', () => {
    for (const text of [
      config(newSalts(), "define( 'WP_DEBUG', true );\n"),
      config(newSalts()).replace("'wp_'", "'wq_'"),
    ])
      expect(judge(text)).toEqual({ notNew: [], moreChanged: true });
  });
});

it('two texts that differ in the lines of the salts and in line ends say the same besides', () => {
  const one = Buffer.from(config(old));
  expect(besidesSalts(Buffer.from(config(newSalts()).replaceAll('\n', '\r\n')))).toBe(besidesSalts(one));
  expect(besidesSalts(Buffer.from(`${config(old)}// edited`))).not.toBe(besidesSalts(one));
  expect(besidesSalts(Buffer.from('<?php'))).not.toBe(besidesSalts(one));
});
