import { expect, test } from 'vitest';
import { oddInHtaccess } from '../../../../src-main/wordpress/server-files/htaccess.ts';
import { cpuTimer } from '../../cpu-time.ts';

const setting = (pattern: string) => `<FilesMatch "${pattern}">\nSetHandler application/x-httpd-php\n</FilesMatch>\n`;

test.each(['(a?|b?|c?|d?|e?|f?){9}\\.ph$', `${'(a?|b?|c?|d?|e?|f?)'.repeat(9)}\\.ph$`])(
  'a pattern that takes for ever is told, and not tried: %s',
  (pattern) => {
    const spent = cpuTimer();
    expect(oddInHtaccess(setting(pattern), new Set(), false)).toMatchObject([{ harm: 'takeover' }]);
    expect(spent()).toBeLessThan(1000);
  },
);

test.each([
  '\\.ph(p[3-7]?|tml)$',
  '.+\\.ph(?:ar|p|tml)$',
  '^(index|wp-login|xmlrpc)\\.(php|phtml)$',
  '\\.(php[345]?|phtml?|phps)$',
])('what hosts write is not told: %s', (pattern) => {
  expect(oddInHtaccess(setting(pattern), new Set(), false)).toEqual([]);
});
