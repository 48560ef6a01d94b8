import { describe, expect, it } from 'vitest';
import { readApplicationPasswords } from '../../../src-main/wordpress/application-passwords.ts';
import { parseDbHost } from '../../../src-main/wordpress/db-host.ts';
import { recogniseObjectCache, redisCandidateKeys, redisOf } from '../../../src-main/wordpress/object-cache.ts';
import { encryptorsAmong } from '../../../src-main/wordpress/salt-encryptors.ts';
import { isTablePrefix } from '../../../src-main/wordpress/table-prefix.ts';
import { isAtLeast, parseVersion } from '../../../src-main/wordpress/version.ts';

describe('parseDbHost, as wpdb', () => {
  it.each([
    ['localhost', 'localhost', null, null, false],
    ['db.example:3307', 'db.example', 3307, null, false],
    [':/run/mysqld/mysqld.sock', '', null, '/run/mysqld/mysqld.sock', false],
    ['localhost:/tmp/s.sock', 'localhost', null, '/tmp/s.sock', false],
    ['127.0.0.1:3306:/tmp/s', '127.0.0.1', 3306, '/tmp/s', false],
    ['[::1]:3307', '::1', 3307, null, true],
    ['::1', '::1', null, null, true],
    ['', '', null, null, false],
  ])('%s', (dbHost, host, port, socketPath, ipv6) => {
    expect(parseDbHost(dbHost)).toEqual({ host, port, socketPath, ipv6 });
  });
});

describe('parseVersion', () => {
  it('reads the version and nothing else', () => {
    expect(parseVersion(Buffer.from("<?php\n * $wp_version is\n$wp_version = '6.1.9';\n"))).toBe('6.1.9');
    expect(parseVersion(Buffer.from('<?php\n$wp_version = "7.0-beta2-60123";'))).toBe('7.0-beta2-60123');
    expect(parseVersion(Buffer.from("<?php\n$wp_version = '6.1; rm -rf';"))).toBeNull();
  });
  it('compares', () => {
    expect(['6.8-beta1', '6.10', '7.0', '6.7.9', null].map((v) => isAtLeast(v, 6, 8))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('isTablePrefix', () => {
  it('accepts what WordPress accepts and nothing that could leave back quotes', () => {
    expect(['wp_', 'Site2_', '', 'wp`_', 'wp-', 'a$b', 'x'.repeat(64)].map(isTablePrefix)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('the object cache', () => {
  it.each([
    ['<?php\n/**\n * Plugin Name: Redis Object Cache Drop-In', 'redis-object-cache'],
    ['<?php\n/*\n Plugin Name: Object Cache Pro (Drop-in)', 'object-cache-pro'],
    ["<?php\n# Users\nif ( ! defined( 'WP_REDIS_OBJECT_CACHE' ) ) {", 'wp-redis'],
    ['<?php\n/*\nPlugin Name: Memcached', 'memcached'],
    ['<?php\n/* Plugin Name: LiteSpeed Cache - Object Cache (Drop-in)', 'litespeed'],
    ['<?php\n// W3 Total Cache', 'w3-total-cache'],
    ['<?php\n/* Plugin Name: APCu Object Cache', 'apcu'],
    ['<?php\n/* Plugin Name: Docket Cache Drop-in', 'docket-cache'],
    ['<?php\nclass WP_Object_Cache {}', 'unknown'],
  ])('%s', (head, kind) => expect(recogniseObjectCache(Buffer.from(head))).toBe(kind));

  it('finds Redis by constants and refuses what it can not know', () => {
    const read = (constants: Record<string, { value: string } | { unknown: string }>) =>
      redisOf('redis-object-cache', new Map(Object.entries(constants)));
    expect(read({ WP_CACHE_KEY_SALT: { value: 'acme:' }, WP_REDIS_DATABASE: { value: '3' } })).toMatchObject({
      ok: true,
      cache: { host: '127.0.0.1', port: 6379, socketPath: null, tls: false, database: 3, prefix: 'acme:' },
    });
    expect(read({ WP_REDIS_SCHEME: { value: 'unix' }, WP_REDIS_PATH: { value: '/r.sock' } })).toMatchObject({
      cache: { host: null, port: null, socketPath: '/r.sock' },
    });
    expect(read({ WP_REDIS_PASSWORD: { unknown: 'environment' } })).toMatchObject({ ok: false });
    expect(read({ WP_REDIS_CLUSTER: { value: 'x' } })).toMatchObject({ ok: false });
  });

  it('knows the layouts of the keys', () => {
    const keys = redisCandidateKeys({ prefix: 'acme:' }, 'wp_', [7]);
    expect(keys).toEqual(
      expect.arrayContaining([
        'acme:wp:user_meta:7',
        'acme::users:7',
        'acme:wp_user_meta:7',
        'acme:wp:options:alloptions',
      ]),
    );
  });
});

it('names plugins that keep secrets under the salts', () => {
  const found = encryptorsAmong(['akismet', 'google-site-kit/google-site-kit.php', 'instagram-feed-pro']);
  expect(found.map(({ name }) => name)).toEqual(['Site Kit by Google', 'Smash Balloon Instagram Feed']);
});

it.each(['O:8:"stdClass":1:{i:0;a:1:{s:8:"password";s:1:"x";}}', 'a:1:{i:0;O:8:"stdClass":0:{}}'])(
  'application passwords that only PHP can see are said: %s',
  (value) => expect(readApplicationPasswords(Buffer.from(value)).problem).toMatch(/objects/),
);
