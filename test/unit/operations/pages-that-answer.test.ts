import { expect, it } from 'vitest';
import { isBroken, pagesThatAnswer } from '../../../src-main/operations/steps/pages-that-answer.ts';

const whole = '<html><body>Hello</body></html>';
const dead = '<br />\n<b>Fatal error</b>:  Uncaught Error in <b>/a.php</b> on line <b>3</b><br />\n';

/** A site by what its paths answer. */
function siteOf(pages: Record<string, [status: number, body: string]>) {
  const probe = async (url: string) => {
    const [status, body] = pages[new URL(url).pathname] ?? [404, whole];
    return { status, body, location: null, dateHeader: null, ms: 1 };
  };
  return { probe };
}

it('with display_errors=On a page is broken that answers 200 with PHP’s last words', async () => {
  const before = siteOf({ '/': [200, whole], '/wp-login.php': [200, whole] });
  const pages = await pagesThatAnswer({ url: 'http://a.test/' }, before);
  expect(pages).toEqual(['http://a.test/', 'http://a.test/wp-login.php']);
  expect(await isBroken(pages, before)).toBe(false);
  expect(await isBroken(pages, siteOf({ '/': [200, whole], '/wp-login.php': [200, dead] }))).toBe(true);
});

it('one that was so before is not broken by what comes after', async () => {
  const same = siteOf({ '/': [200, dead], '/wp-login.php': [200, whole] });
  const pages = await pagesThatAnswer({ url: 'http://a.test' }, same);
  expect(pages).toEqual(['http://a.test/wp-login.php']);
  expect(await isBroken(pages, same)).toBe(false);
});

it('one that answers at the second time is not broken, nor one that is not heard', async () => {
  let asked = 0;
  const { probe } = siteOf({ '/': [200, whole] });
  const once = async (url: string) => ({ ...(await probe(url)), ...(asked++ === 0 ? { status: 502 } : {}) });
  expect(await isBroken(['http://a.test/'], { probe: once })).toBe(false);
  const silent = () => Promise.reject(new Error('gone'));
  expect(await isBroken(['http://a.test/'], { probe: silent })).toBe(false);
});
