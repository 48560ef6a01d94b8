import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comparedNames,
  effectiveSalts,
  fingerprint,
  newSalts,
  placeholder,
  type SaltConstants,
  saltNames,
} from '../../../src-main/wordpress/salts.ts';
import { hasWordpress, php, wordpressIncludes } from './php.ts';

const eight: SaltConstants = Object.fromEntries(saltNames.map((name) => [name, `value of ${name}`]));

describe('newSalts', () => {
  it('makes eight distinct values of 64 safe characters', () => {
    const values = Object.values(newSalts());
    expect(new Set(values).size).toBe(8);
    for (const value of values) expect(value).toMatch(/^[A-Za-z0-9_-]{64}$/);
  });

  it('refuses a random source that repeats itself', () => {
    expect(() => newSalts((size) => new Uint8Array(size))).toThrow('repeats itself');
  });
});

describe('effectiveSalts', () => {
  it('takes the eight constants when all are good', () => {
    const effective = effectiveSalts(eight, null);
    expect(effective.names.NONCE_SALT).toEqual({ value: 'value of NONCE_SALT', from: 'constant' });
    expect(effective.schemes.secure_auth).toBe('value of SECURE_AUTH_KEYvalue of SECURE_AUTH_SALT');
  });

  it('ignores both of two equal constants', () => {
    const effective = effectiveSalts({ ...eight, AUTH_KEY: 'same', NONCE_SALT: 'same' }, { auth_key: 'row' });
    expect(effective.names.AUTH_KEY).toEqual({ value: 'row', from: 'database' });
    expect(effective.names.NONCE_SALT).toEqual({ value: null, from: 'database' });
  });

  it('does not know what depends on a constant it could not read', () => {
    const effective = effectiveSalts({ ...eight, AUTH_KEY: null }, {});
    expect(effective.names.AUTH_KEY).toEqual({ value: null, from: 'unknown' });
    expect(effective.schemes.auth).toBeNull();
    expect(fingerprint(effective)).toBeNull();
  });

  it.skipIf(!hasWordpress)('agrees with wp_salt() of WordPress itself', () => {
    const value = fc.constantFrom('', '0', placeholder, 'a', 'b', 'c', 'd', 'ü\u00ff', '12', ...saltNames);
    const constants = fc.dictionary(fc.constantFrom(...comparedNames), value, { maxKeys: 10 });
    const rows = fc.dictionary(fc.constantFrom(...saltNames.map((name) => name.toLowerCase())), value);
    const cases = fc.sample(fc.tuple(constants, rows), 400);
    const judged = php<Record<string, string>[]>(wpSalt, cases);
    cases.forEach(([defined, options], index) => {
      const filled = Object.fromEntries(saltNames.map((name) => [name.toLowerCase(), `made ${name}`]));
      const real = Object.fromEntries(Object.entries(options).filter(([, row]) => row !== '' && row !== '0'));
      const effective = effectiveSalts(defined, { ...filled, ...real });
      expect(effective.schemes, JSON.stringify([defined, options])).toEqual(judged[index]);
    });
  });
});

/** wp_salt() cut out of pluggable.php, with constants and options replaced by arrays: constants can't be redefined. */
const wpSalt = `
  $source = file_get_contents('${wordpressIncludes}/pluggable.php');
  preg_match('/function wp_salt\\(.*?\\n\\t}/s', $source, $found);
  $code = preg_replace(
    ['/static \\$cached_salts = array\\(\\);/', '/static \\$duplicated_keys;/', '/\\bdefined\\(/', '/\\bconstant\\(/', '/\\b(SECRET_KEY|SECRET_SALT)\\b(?!\\')/'],
    ['$cached_salts = [];', '$duplicated_keys = null;', 'is_defined(', 'value_of(', 'value_of("$1")'], $found[0]);
  eval($code . ' function is_defined($n) { return isset($GLOBALS["constants"][$n]); }
    function value_of($n) { return $GLOBALS["constants"][$n]; }
    function apply_filters($h, $v) { return $v; } function __($t) { return $t; }
    function get_site_option($n) { return $GLOBALS["rows"][$n] ?? false; }
    function update_site_option($n, $v) { $GLOBALS["rows"][$n] = $v; }
    function wp_generate_password() { return "made " . strtoupper($GLOBALS["asked"]); }');
  $answers = [];
  foreach ($input as [$constants, $rows]) {
    $answer = [];
    foreach (['auth', 'secure_auth', 'logged_in', 'nonce'] as $scheme) {
      $GLOBALS['constants'] = $constants;
      $filled = $rows;
      foreach (['key', 'salt'] as $type) if (empty($rows["{$scheme}_$type"])) $filled["{$scheme}_$type"] = 'made ' . strtoupper("{$scheme}_$type");
      $GLOBALS['rows'] = $filled;
      $answer[$scheme] = wp_salt($scheme);
    }
    $answers[] = $answer;
  }
  return $answers;`;

describe('fingerprint', () => {
  it('changes with every single effective value and tells none', () => {
    const base = fingerprint(effectiveSalts(eight, null));
    expect(base).toMatch(/^[0-9a-f]{16}$/);
    for (const name of saltNames) {
      expect(fingerprint(effectiveSalts({ ...eight, [name]: 'another' }, null))).not.toBe(base);
    }
  });
});
