import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentReader } from '../../../src-main/audit/agents/read-agent.ts';

const read = agentReader();
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0';
const safari = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5';

describe('device and browser', () => {
  it.each<[string | null, string | null, string | null]>([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`, 'Windows', 'Chrome 141'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/141.0.0.0`,
      'Windows',
      'Microsoft Edge 141',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${safari} Mobile/15E148 Safari/604.1`,
      'iPhone',
      'Safari 17',
    ],
    [`Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) ${safari} Mobile/15E148 Safari/604.1`, 'iPad', 'Safari 17'],
    [`Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36`, 'Android phone', 'Chrome 141'],
    [`Mozilla/5.0 (Linux; Android 13; SM-X906C) ${chrome} Safari/537.36`, 'Android tablet', 'Chrome 141'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0', 'Mac', 'Firefox 140'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Linux', 'Firefox 128'],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chrome} Safari/537.36`, 'Chromebook', 'Chrome 141'],
    ['curl/8.5.0', 'script', 'curl 8.5'],
    ['WP-CLI 2.9.0', 'script', 'WP-CLI 2.9'],
    ['WP-CLI', 'script', 'WP-CLI'],
    ['python-requests/2.31.0', 'script', 'python-requests 2.31'],
    ['WordPress/6.8; https://acme.test', 'script', 'WordPress 6.8'],
    [
      `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML) HeadlessChrome/120.0.0.0`,
      'script',
      'headless Chrome 120.0',
    ],
    ['Googlebot/2.1 (+http://www.google.com/bot.html)', 'bot', 'Googlebot 2'],
    ['nonsense', null, null],
    ['', null, null],
    [null, null, null],
  ])('of %j', (text, device, browser) => expect(read(text)).toEqual({ device, browser }));

  it('never throws, and tells only plain words, whatever is in it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.constantFrom(
        'Mozilla/5.0 (',
        'Chrome/',
        'Version/',
        '\u202e',
        '<b>',
        'Android',
        'iPhone',
        'curl/',
        '=1+1',
        ';',
      ),
    );
    const reader = agentReader();
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { device, browser } = reader(pieces.join(''));
        for (const word of [device, browser]) expect(word ?? 'x').toMatch(/^[A-Za-z][\w .+-]{0,60}$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('looks closely at so many different agents and no more, and still knows those it knew', () => {
    const reader = agentReader();
    expect(reader('curl/1.1').browser).toBe('curl 1.1');
    for (let n = 0; n < 20_000; n += 1) reader(`curl/3.${n}`);
    expect(reader('curl/4.2').browser).toBeNull();
    expect(agentReader()('curl/4.2').browser).toBe('curl 4.2');
  });
});
