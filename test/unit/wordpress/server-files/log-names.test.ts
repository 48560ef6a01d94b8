import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logsNamedIn } from '../../../../src-main/wordpress/server-files/log-directives.ts';
import { hostsOf, readLogName } from '../../../../src-main/wordpress/server-files/log-names.ts';

const hosts = hostsOf('https://www.acme.test/blog');

test('a site is known by its host name with and without www', () => {
  expect(hosts).toEqual(['www.acme.test', 'acme.test']);
  expect(hostsOf(null)).toEqual([]);
  expect(hostsOf('not an address')).toEqual([]);
});

test.each([
  ['access.log', 'site', { kind: 'access', own: true, compressed: null }],
  ['access.log.14.gz', 'site', { kind: 'access', own: true, compressed: 'gz' }],
  ['access.log-20261120.gz', 'site', { kind: 'access', own: true, compressed: 'gz' }],
  ['php-error.log', 'site', { kind: 'error', own: true, compressed: null }],
  ['access.log', 'server', { kind: 'access', own: false, compressed: null }],
  ['other_vhosts_access.log.1', 'server', { kind: 'access', own: false, compressed: null }],
  ['access_log', 'account', { kind: 'access', own: false, compressed: null }],
  ['acme.test', 'server', { kind: 'access', own: true, compressed: null }],
  ['acme.test-ssl_log', 'server', { kind: 'access', own: true, compressed: null }],
  ['acme.test-ssl_log-Nov-2026.gz', 'account', { kind: 'access', own: true, compressed: 'gz' }],
  ['www.acme.test.access.log.2', 'server', { kind: 'access', own: true, compressed: null }],
  ['acme_test-error.log', 'server', { kind: 'error', own: true, compressed: null }],
  // Of other sites, or of other programs.
  ['shop.acme.test.access.log', 'server', null],
  ['acme.test.au.access.log', 'server', null],
  ['notacme.test-access.log', 'account', null],
  ['other.test-access.log', 'site', null],
  ['beta_access.log', 'server', null],
  ['acme.test-bytes_log', 'server', null],
  ['ftp.acme.test-ftp_log', 'server', null],
  ['mail.log', 'site', null],
] as const)('%s in a folder of the %s', (name, folder, expected) => {
  expect(readLogName(name, folder, hosts)).toEqual(expected);
});

test('no name of a file is trouble', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.constantFrom('site', 'account', 'server'), (name, folder) => {
      const read = readLogName(name, folder as 'site', hosts);
      if (read?.own && folder !== 'site') expect(name.toLowerCase()).toMatch(/acme[._]test/);
    }),
  );
});

const nginx = {
  path: '/etc/nginx/sites-enabled/all',
  text: `server { listen 80; server_name acme.test www.acme.test; root /srv/acme; access_log /logs/a.log combined; }
server {
  server_name other.test;
  root /srv/other;
  location / { access_log off; }
  access_log /logs/shared.log; error_log /logs/other.err;
}
server {
  server_name www.acme.test;
  access_log "/logs/shared.log";
  access_log syslog:server=1.2.3.4;
  access_log /logs/$host.log;
}`,
};

test('nginx’s own words say which logs are of the site', () => {
  expect(logsNamedIn([nginx], { hosts, root: '/srv/acme' })).toEqual([
    { path: '/logs/a.log', kind: 'access', own: true },
    { path: '/logs/shared.log', kind: 'access', own: false },
  ]);
});

test('Apache’s too, with the names that distributions give its folder', () => {
  const text = `<VirtualHost *:443>
  ServerName acme.test
  DocumentRoot "/var/www/acme"
  ErrorLog \${APACHE_LOG_DIR}/acme-error.log
  CustomLog logs/acme_log combined
  CustomLog "|/usr/bin/rotatelogs /x" combined
</VirtualHost>
ErrorLog /var/log/all.log`;
  const found = logsNamedIn([{ path: '/etc/apache2/sites-enabled/a.conf', text }], { hosts, root: '/elsewhere' });
  expect(found.map(({ path }) => path)).toEqual(['/var/log/apache2/acme-error.log', '/var/log/httpd/acme_log']);
});

test('a WordPress in a folder of a website is found by that folder, and any text can be read', () => {
  const text = 'server { root /srv; access_log /logs/root.log; }';
  const around = { hosts: ['unknown.test'], root: '/srv/blog' };
  expect(logsNamedIn([{ path: '/etc/nginx/nginx.conf', text }], around)).toHaveLength(1);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => void logsNamedIn([{ path: 'x', text: any }], around)));
});
