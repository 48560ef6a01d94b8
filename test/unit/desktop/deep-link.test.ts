import fc from 'fast-check';
import { expect, test } from 'vitest';
import { viewAmong, viewOf } from '../../../src-main/desktop/deep-link.ts';

test.each([
  ['resalt://site/acme-shop', '#/site/acme-shop'],
  ['resalt://site/acme-shop/', '#/site/acme-shop'],
  ['resalt://site/acme%20shop%2Fde', '#/site/acme%20shop%2Fde'],
  ['resalt://run/r_abcdefgh', '#/run/r_abcdefgh'],
  ['resalt://incident/i_abcdefgh01234567', '#/incident/i_abcdefgh01234567'],
  ['resalt://incidents', '#/incidents'],
  ['resalt://sessions', '#/sessions'],
  ['resalt://sessions?flag=any&country=NL', '#/sessions?flag=any&country=NL'],
  ['resalt://sessions/?text=anna%40agency.example', '#/sessions?text=anna%40agency.example'],
  ['resalt://people', '#/people'],
  ['resalt://audit?severity=critical', '#/audit?severity=critical'],
])('%s shows %s', (url, view) => expect(viewOf(url)).toBe(view));

test.each([
  'resalt://vault/lock',
  'resalt://site/',
  'resalt://site/a/b',
  'resalt://site/a?do=logout',
  'resalt://site/a#/settings',
  'resalt://site/%00',
  'resalt://site/%',
  'resalt://sessions/end',
  'resalt://sessions?a#/settings',
  `resalt://sessions?${'x'.repeat(1501)}`,
  'resalt://sessions?a=<script>',
  'https://site/acme',
  ` resalt://site/acme`,
  `resalt://site/${'x'.repeat(201)}`,
])('%j is no link', (url) => expect(viewOf(url)).toBeNull());

test('whatever a link says, what comes out is one plain view', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const view = viewOf(`resalt://site/${text}`);
      expect(view === null || /^#\/site\/[A-Za-z0-9%._~!'()*-]+$/.test(view)).toBe(true);
    }),
  );
});

test('a link among the arguments of a second start is found', () => {
  expect(viewAmong(['resalt', '--flag', 'resalt://site/acme'])).toBe('#/site/acme');
  expect(viewAmong(['resalt', '--flag'])).toBeNull();
});
