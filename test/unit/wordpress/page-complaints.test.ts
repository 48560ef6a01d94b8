import { describe, expect, it } from 'vitest';
import { complaintIn, isBrokenPage } from '../../../src-main/wordpress/page-complaints.ts';
import { cpuTimer } from '../cpu-time.ts';

/** As PHP 8.2 writes them with display_errors=On, with and without html_errors. */
const fatal =
  '<br />\n<b>Fatal error</b>:  Uncaught Error: Call to undefined function gone() in /srv/wp-content/mu-plugins/a.php:3\nStack trace:\n#0 /srv/wp-settings.php(340): include_once()\n#1 {main}\n  thrown in <b>/srv/wp-content/mu-plugins/a.php</b> on line <b>3</b><br />\n';
const plain = 'PHP Fatal error:  Allowed memory size of 1 bytes exhausted in /srv/a b/c.php on line 12\n';
const warning = '<br />\n<b>Warning</b>:  Undefined variable $a in <b>/srv/a.php</b> on line <b>2</b><br />\n';
const page = (text: string) => `<!DOCTYPE html><html><body><p>${text}</p></body></html>\n`;

describe('a page that answers 200 and is none', () => {
  it.each([
    ['a fatal error', fatal],
    ['one behind a page that was begun', `<!DOCTYPE html><html><body>${fatal}`],
    ['one in plain words', plain],
    [
      'a parse error',
      '<br />\n<b>Parse error</b>:  syntax error, unexpected token "}" in <b>/a.php</b> on line <b>1</b><br />',
    ],
    ['WordPress’s own page of it, in any language', `${fatal}<html><body id="error-page"><p>Es gab</p></body></html>`],
  ])('%s', (_, body) => {
    expect(isBrokenPage({ status: 200, body })).toBe(true);
  });

  it.each([
    ['an ordinary page', page('Hello')],
    ['a text about an error', page(fatal)],
    ['a page with warnings, which goes on', warning + page('Hello')],
    ['a warning at its end', page('Hello') + warning],
    ['nothing', ''],
  ])('not %s', (_, body) => {
    expect(isBrokenPage({ status: 200, body })).toBe(false);
  });

  it('5xx is broken whatever it says', () => expect(isBrokenPage({ status: 500, body: page('Hello') })).toBe(true));
});

it('what no visitor should read is named', () => {
  for (const body of [fatal, plain, warning + page('Hello')])
    expect(complaintIn(body)).toBe('shows warnings or errors of PHP');
  expect(complaintIn(page('Error establishing a database connection'))).toMatch(/database/);
  for (const body of [page('Warning: wet floor in the hall'), page('Notice: on line 3 of the form'), ''])
    expect(complaintIn(body)).toBe(null);
});

it('a page that was made to be slow to read is not', () => {
  const spent = cpuTimer();
  for (const part of ['Warning: in ', 'Fatal error: ', ' in x on line ', '<body '])
    for (const end of ['', ' on line 3'])
      for (const read of [complaintIn, (body: string) => isBrokenPage({ status: 200, body })])
        read(part.repeat(65_536 / part.length) + end);
  expect(spent()).toBeLessThan(2000);
});
