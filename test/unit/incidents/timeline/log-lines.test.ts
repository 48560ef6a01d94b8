import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAccessLine, shortened } from '../../../../src-main/incidents/timeline/access-line.ts';
import { readErrorLine } from '../../../../src-main/incidents/timeline/error-line.ts';
import {
  accessTime,
  apacheErrorTime,
  nginxErrorTime,
  phpErrorTime,
} from '../../../../src-main/incidents/timeline/moments.ts';
import { kindOfRequest, withoutSecrets } from '../../../../src-main/incidents/timeline/request-kind.ts';
import { fixedZone, namedZone } from '../../../../src-main/incidents/timeline/zones.ts';

const iso = (line: string) => {
  const read = readAccessLine(line);
  return read && { ...read, time: new Date(read.time.at).toISOString() };
};
const at = '2026-11-22T16:31:53.000Z';
const request = {
  time: at,
  host: null,
  ip: '203.0.113.66',
  user: null,
  method: 'POST',
  target: '/wp-login.php',
  status: 302,
};
const tail = '[22/Nov/2026:17:31:53 +0100] "POST /wp-login.php HTTP/1.1" 302 5';

describe('access logs', () => {
  test.each([
    ['common', `203.0.113.66 - - ${tail}`, { ...request, agent: null }],
    ['combined', `203.0.113.66 - - ${tail} "https://x/" "Mozilla \\"5\\""`, { ...request, agent: 'Mozilla \\"5\\"' }],
    [
      'with a host before it',
      `www.acme.test:443 203.0.113.66 - kim ${tail} "-" "-"`,
      { ...request, host: 'www.acme.test', user: 'kim', agent: null },
    ],
    ['with more behind it', `203.0.113.66 - - ${tail} "-" "UA" "198.51.100.1" rt=0.2 "x"`, { ...request, agent: 'UA' }],
    ['IPv6', `2001:db8::1 - - ${tail} "-" "UA"`, { ...request, ip: '2001:db8:0:0:0:0:0:1', agent: 'UA' }],
    ['IPv4 in IPv6', `::ffff:203.0.113.66 - - ${tail} "-" "UA"`, { ...request, agent: 'UA' }],
    [
      'a forged time in the name',
      `203.0.113.66 - x [01/Jan/2001:00:00:00 +0000] y ${tail} "-" "UA"`,
      { ...request, user: 'x', agent: 'UA' },
    ],
    ['a name that opens a bracket', `203.0.113.66 - [ ${tail} "-" "UA"`, { ...request, user: ' ', agent: 'UA' }],
    [
      'a forged request in the name',
      `203.0.113.66 - x [01/Jan/2001:00:00:00 +0000] \\"GET /harmless HTTP/1.1\\" 404 ${tail} "-" "UA"`,
      { ...request, user: 'x', agent: 'UA' },
    ],
    [
      'the same, as nginx writes it',
      `203.0.113.66 - [01/Jan/2001:00:00:00 +0000] \\x22GET / HTTP/1.1\\x22 404 ${tail} "-" "UA"`,
      { ...request, user: '01/Jan/2001:00:00:00 +0000', agent: 'UA' },
    ],
    [
      'a request with a blank, and a referer like another',
      `203.0.113.66 - - [22/Nov/2026:17:31:53 +0100] "POST /wp-login.php x HTTP/1.1" 302 5 "GET /harmless HTTP/1.1" "UA"`,
      { ...request, target: '/wp-login.php x', agent: 'UA' },
    ],
    [
      'addresses in quotes before, that end in a time',
      `"1.2.3.4 [01/Jan/2001:00:00:00 +0000] " 203.0.113.66 - - ${tail} "-" "UA"`,
      { ...request, agent: 'UA' },
    ],
    [
      'a host behind the time',
      '203.0.113.66 - x [01/Jan/2001:00:00:00 +0000] [22/Nov/2026:17:31:53 +0100] acme.test "POST /wp-login.php HTTP/1.1" 302 5 "GET / HTTP/1.1" "UA"',
      { ...request, user: 'x', agent: 'UA' },
    ],
    [
      'JSON that a long agent cut off',
      `{"time":"2026-11-22T17:31:53+01:00","ip":"203.0.113.66","request":"POST /wp-login.php HTTP/1.1","status":302,"user_agent":"a\\",\\"ip\\":\\"1.1.1.1\\"${'x'.repeat(9000)}`,
      { ...request, agent: null },
    ],
    [
      'JSON with nginx’s own escapes',
      '{"time_local":"22/Nov/2026:17:31:53 +0100","remote_addr":"203.0.113.66","agent":"\\x22,\\x22ip\\x22:1","request":"POST /wp-login.php HTTP/1.1","status":"302"}',
      { ...request, agent: '\\x22,\\x22ip\\x22:1' },
    ],
    [
      'a forged line in the agent',
      `203.0.113.66 - - ${tail} "-" "a\\" 1.1.1.1 - - [01/Jan/2001:00:00:00 +0000] \\"GET / HTTP/1.1\\" 200"`,
      { ...request, agent: 'a\\" 1.1.1.1 - - [01/Jan/2001:00:00:00 +0000] \\"GET / HTTP/1.1\\" 200' },
    ],
    [
      'nginx’s JSON',
      JSON.stringify({
        time_iso8601: '2026-11-22T17:31:53+01:00',
        remote_addr: '203.0.113.66',
        request: 'POST /wp-login.php HTTP/1.1',
        status: '302',
        http_user_agent: 'UA',
      }),
      { ...request, agent: 'UA' },
    ],
    [
      'Caddy’s JSON',
      JSON.stringify({
        ts: Date.parse(at) / 1000 + 0.25,
        request: {
          remote_ip: '203.0.113.66',
          method: 'POST',
          uri: '/wp-login.php',
          host: 'acme.test',
          headers: { 'User-Agent': ['UA'] },
        },
        status: 302,
      }),
      { ...request, time: '2026-11-22T16:31:53.250Z', host: 'acme.test', agent: 'UA' },
    ],
    [
      'JSON in milliseconds',
      JSON.stringify({
        timestamp: Date.parse(at),
        client_ip: '203.0.113.66',
        method: 'POST',
        path: '/wp-login.php',
        status_code: 302,
      }),
      { ...request, agent: null },
    ],
    [
      'no HTTP',
      '203.0.113.66 - - [22/Nov/2026:17:31:53 +0100] "\\x16\\x03\\x01" 400 150 "-" "-"',
      { ...request, method: '', target: '\\x16\\x03\\x01', status: 400, agent: null },
    ],
  ])('%s', (_, line, expected) => expect(iso(line)).toEqual(expected));

  test.each([
    '',
    '"',
    '[[["',
    '{',
    '{}',
    'null',
    '203.0.113.66 - - [32/Nov/2026:17:31:53 +0100] "GET / HTTP/1.1" 200 1',
    '203.0.113.66 - - [22/Nov/2026:17:31:53 +9900] "GET / HTTP/1.1" 200 1',
  ])('is no request: %j', (line) => expect(readAccessLine(line)).toBeNull());

  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc
      .array(
        fc.constantFrom(
          '"',
          '\\',
          '[',
          ']',
          ' ',
          tail,
          '203.0.113.66',
          '\0',
          '\u001b[2J',
          '{',
          '}',
          ':',
          'GET /',
          '%00',
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join('')),
    fc.object().map((value) => JSON.stringify(value)),
  );

  test('no line is trouble, and what is read is bounded', () => {
    fc.assert(
      fc.property(hostile, (line) => {
        for (const read of [readAccessLine(line), readAccessLine(`203.0.113.66 - ${line} ${tail} "-" "${line}"`)]) {
          if (!read) continue;
          expect(Number.isFinite(read.time.at)).toBe(true);
          expect(JSON.stringify(read).length).toBeLessThan(60_000);
          kindOfRequest(read);
        }
        const error = readErrorLine(line);
        if (error) expect(error.text.length).toBeLessThanOrEqual(8192);
      }),
      { numRuns: 500 },
    );
  });

  /** As nginx and Apache write what a client sent. */
  const nginx = (text: string) =>
    [...Buffer.from(text)]
      .map((byte) =>
        byte < 32 || byte > 126 || byte === 34 || byte === 92
          ? `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
          : String.fromCharCode(byte),
      )
      .join('');
  const apache = (text: string) => nginx(text).replaceAll('\\x22', '\\"').replaceAll('\\x5C', '\\\\');
  const sent = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 10 }),
        fc.constantFrom(
          ' ',
          '"',
          '[',
          ']',
          '\\',
          '\t',
          '\n',
          '\0',
          '\u001b[2J',
          tail,
          '1.2.3.4',
          '"GET / HTTP/1.1" 404 ',
          '{',
        ),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));

  test('whatever a client sends as name, host, referer and agent, the time, the address and the request are the server’s', () => {
    fc.assert(
      fc.property(sent, sent, sent, fc.constantFrom(nginx, apache), (user, referer, agent, written) => {
        const [name, from, as] = [user, referer, agent].map((text) => written(text) || '-');
        const plain = readAccessLine(`203.0.113.66 - ${name} ${tail} "${from}" "${as}"`);
        const behind = readAccessLine(`"${from}" 203.0.113.66 - ${name} ${tail} "${from}" "${as}"`);
        for (const read of [plain, behind])
          expect(read).toMatchObject({
            method: 'POST',
            target: '/wp-login.php',
            status: 302,
            time: { at: Date.parse(at) },
          });
        expect(plain).toMatchObject({ ip: '203.0.113.66', host: null });
        expect(behind?.host).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  test('a long name does not push the request out of what is read', () => {
    fc.assert(
      fc.property(sent, fc.integer({ min: 4000, max: 24_000 }), (user, length) => {
        const name = nginx(user || 'x')
          .repeat(length)
          .slice(0, length)
          .replace(/\\?x?[0-9A-F]?$/, '');
        const short = shortened(`203.0.113.66 - ${name} ${tail} "-" "UA"`, 4096);
        expect(short.length).toBeLessThanOrEqual(4096);
        // A name of blanks is nobody's.
        const { user: _, ...asked } = request;
        expect(iso(short)).toMatchObject(asked);
      }),
      { numRuns: 100 },
    );
  });

  test('a megabyte of quotes takes no time', () => {
    const began = performance.now();
    for (const part of ['"', '[', '\\', 'a ', '{"a":', '%4']) readAccessLine(part.repeat(1 << 20));
    // As far as a line is read.
    for (const part of [' "', '[22/Nov/2026:17:31:53 +0100', ' "GET ', '{"']) {
      readAccessLine(part.repeat(4096));
      shortened(part.repeat(1 << 14), 4096);
    }
    readErrorLine(`2026/11/22 17:31:53 [error] ${', client: '.repeat(1 << 17)}`);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('error logs', () => {
  test('nginx, PHP and Apache', () => {
    expect(
      readErrorLine(
        '2026/11/22 17:31:53 [error] 12#12: *45 access forbidden by rule, client: 203.0.113.66, server: x, request: "GET /x HTTP/1.1", host: "acme.test"',
      ),
    ).toMatchObject({ from: 'nginx', ip: '203.0.113.66', hosts: ['acme.test'], time: { zone: null } });
    expect(
      readErrorLine('[22-Nov-2026 17:31:53 Europe/Berlin] PHP Fatal error:  x in /srv/a/wp-content/uploads/x.php:3'),
    ).toMatchObject({ from: 'php', time: { zone: { name: 'Europe/Berlin' } } });
    expect(
      readErrorLine(
        '[Sun Nov 22 17:31:53.123456 2026] [php:error] [pid 1:tid 2] [client 203.0.113.66:5678] script not found',
      ),
    ).toMatchObject({ from: 'apache', ip: '203.0.113.66', text: 'script not found' });
    expect(readErrorLine('[Sun Nov  1 07:31:53 2026] [error] [client 2001:db8::1:54321] x')).toMatchObject({
      ip: '2001:db8:0:0:0:0:0:1',
    });
    expect(readErrorLine('#0 {main}')).toBeNull();
  });

  test('whoever asks can’t say who it was', () => {
    const line =
      '2026/11/22 17:31:53 [error] 1#1: *1 open() "/x, client: 1.2.3.4" failed, client: 203.0.113.66, server: x';
    expect(readErrorLine(line)?.ip).toBe('203.0.113.66');
    // nginx writes its errors without escapes: two whole clients can't be told apart, and neither is believed.
    const head = '2026/11/22 17:31:53 [error] 1#1: *1 x';
    const real = ', client: 203.0.113.66, server: acme.test, request: "GET / HTTP/1.1", host: "acme.test"';
    const other = ', client: 1.2.3.4, server: x, request: "GET / HTTP/1.1", host: "other.test"';
    expect(readErrorLine(`${head}${real}, referrer: "${other}"`)).toMatchObject({
      ip: null,
      hosts: ['acme.test', 'other.test'],
    });
    expect(readErrorLine(`${head}${real}, referrer: "x, client: 1.2.3.4"`)?.ip).toBe('203.0.113.66');
  });
});

describe('times', () => {
  /** PHP's own judgement of many local times in many zones. */
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Pacific/Apia',
  ];
  const moments = [
    ...[
      '2026-03-29 02:30:00',
      '2026-10-25 02:30:00',
      '2026-03-08 02:15:00',
      '2026-11-01 01:30:00',
      '2026-10-04 02:10:00',
      '2026-04-05 01:45:00',
      '2026-01-01 00:00:00',
    ],
    ...Array.from({ length: 60 }, (_, n) =>
      new Date(Date.UTC(2024, 0, 1) + n * 13.37 * 86_400_000).toISOString().slice(0, 19).replace('T', ' '),
    ),
  ];

  test('are the moments that PHP says, in summer and winter, when clocks jump, and twice', () => {
    const code =
      'foreach (json_decode(stream_get_contents(STDIN)) as [$t, $z]) echo (new DateTimeImmutable($t, new DateTimeZone($z)))->getTimestamp(), "\\n";';
    const asked = zones.flatMap((zone) => moments.map((moment) => [moment, zone] as const));
    const { stdout, status } = spawnSync('php', ['-r', code], { input: JSON.stringify(asked), encoding: 'utf8' });
    expect(status).toBe(0);
    const said = stdout.trim().split('\n').map(Number);
    for (const [n, [moment, zone]] of asked.entries()) {
      const { at = 0, twice = false } = namedZone(zone)?.moment(Date.parse(`${moment.replace(' ', 'T')}Z`)) ?? {};
      const later = (said[n] ?? 0) - at / 1000;
      // PHP takes the first of two in some zones and the second in others.
      expect([moment, zone, later]).toEqual([moment, zone, twice && later > 0 ? expect.toBeOneOf([1800, 3600]) : 0]);
    }
  });

  test('an hour that a clock shows twice is told', () => {
    const berlin = namedZone('Europe/Berlin');
    expect(berlin?.moment(Date.UTC(2026, 9, 25, 2, 30))).toEqual({ at: Date.UTC(2026, 9, 25, 0, 30), twice: true });
    expect(berlin?.moment(Date.UTC(2026, 9, 25, 4, 30)).twice).toBe(false);
    expect(namedZone('Nowhere/Land')).toBeNull();
    expect(namedZone('../../etc/passwd')).toBeNull();
    expect(fixedZone(-330).words).toBe('-0530');
  });

  test('GNU date agrees on what logs write', () => {
    const written: [string, number | undefined][] = [
      ['2026-11-22 17:31:53 +0100', accessTime('22/Nov/2026:17:31:53 +0100')?.at],
      ['2024-02-29 00:00:00 -0930', accessTime('29/Feb/2024:00:00:00 -0930')?.at],
      ['2026-11-22 17:31:53 UTC', nginxErrorTime('2026/11/22 17:31:53')?.at],
      ['2026-11-02 17:31:53 UTC', apacheErrorTime('Mon Nov  2 17:31:53.5 2026')?.at],
      ['2026-11-22 17:31:53 UTC', phpErrorTime('22-Nov-2026 17:31:53 UTC')?.at],
    ];
    for (const [text, ours] of written) {
      const { stdout } = spawnSync('date', ['-u', '-d', text, '+%s'], { encoding: 'utf8' });
      expect(ours).toBe(Number(stdout) * 1000);
    }
    for (const text of [
      '29/Feb/2025:00:00:00 +0000',
      '1/Foo/2025:00:00:00 +0000',
      '01/Jan/0001:00:00:00 +0000',
      '01/Jan/2025:25:00:00 +0000',
    ])
      expect(accessTime(text)).toBeNull();
  });
});

describe('what a request was for', () => {
  const kind = (line: string, status = 200) => {
    const [method = '', target = ''] = line.split(' ');
    const time = { at: 0, zone: null, text: '' };
    return kindOfRequest({ method, target, status, time, host: null, ip: null, user: null, agent: null });
  };
  test.each([
    ['POST /wp-login.php', 302, 'login'],
    ['POST /wp-login.php', 200, 'login refused'],
    ['POST //blog//wp-login.php', 302, 'login'],
    ['POST /wp%2Dlogin.php', 302, 'login'],
    ['GET /wp-login.php', 200, null],
    ['POST /xmlrpc.php', 200, 'XML-RPC'],
    ['GET /wp-content/uploads/2026/x.php', 200, 'PHP where none belongs'],
    ['GET /wp-content/uploads/2026/x.%70hp', 200, 'PHP where none belongs'],
    ['GET /wp-content/uploads/x.phtml/a.jpg', 200, 'PHP where none belongs'],
    ['GET /wp-content/uploads/2026/x.php', 404, null],
    ['GET /wp-content/uploads/2026/photo.jpg', 200, null],
    ['POST /wp-admin/admin-ajax.php?action=heartbeat', 200, null],
    ['POST /wp-admin/admin-ajax.php?action=wp_file_upload', 200, 'AJAX action'],
    ['POST /wp-admin/plugin-editor.php', 302, 'plugins, themes or files changed'],
    ['POST /wp-admin/user-new.php', 302, 'people changed'],
    ['POST /wp-json/wp/v2/users', 201, 'REST: people, plugins or settings'],
    ['POST /?rest_route=/wp/v2/users', 201, 'REST: people, plugins or settings'],
    ['GET /x.php?cmd=id', 200, 'command in a request'],
    ['GET /.env', 200, 'file with secrets read'],
    ['GET /.env', 404, null],
    ['GET /', 200, null],
  ])('%s → %s', (line, status, expected) => expect(kind(line, status)).toBe(expected));

  test('what opens a door is not shown', () => {
    expect(withoutSecrets('/wp-login.php?action=rp&key=abc&login=kim')).toBe('/wp-login.php?action=rp&key=…&login=kim');
    expect(withoutSecrets('/x?_wpnonce=1&Token=2')).toBe('/x?_wpnonce=…&Token=…');
  });
});
