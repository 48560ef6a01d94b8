import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns } from '../../../../src-main/store/site-import/columns.ts';
import { readSites } from '../../../../src-main/store/site-import/read-sites.ts';

const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n';
const options = {
  currentUser: 'ops',
  readKey: async (path: string) => (path.endsWith('missing') ? { reason: 'the key file does not exist' } : { key }),
};
const csv = (text: string) => readSites('csv', text, options);
const json = (value: unknown) => readSites('json', JSON.stringify(value), options);
const reasons = async (text: string) => (await csv(text)).rejected.map(({ row, name, reason }) => [row, name, reason]);

describe('a good row', () => {
  it('over SSH with everything', async () => {
    const { rows, rejected } = await csv(
      [
        'tags,name,url,client,path,ssh_host,ssh_port,ssh_user,ssh_key,ssh_key_passphrase,ssh_jump,table_prefix',
        '"a; b|a",acme,https://acme.test,ACME,/srv/acme,web1.test,2222,deploy,~/k," two words ","j@[::1]:23,jump.test",wp_',
      ].join('\n'),
    );
    expect(rejected).toEqual([]);
    expect(rows).toEqual([
      {
        row: 2,
        draft: {
          name: 'acme',
          url: 'https://acme.test',
          client: 'ACME',
          tags: ['a', 'b'],
          path: '/srv/acme',
          tablePrefix: 'wp_',
          local: false,
          mysql: null,
          ssh: {
            host: 'web1.test',
            port: 2222,
            user: 'deploy',
            agent: false,
            jumps: [
              { user: 'j', host: '::1', port: 23 },
              { user: 'deploy', host: 'jump.test', port: 22 },
            ],
          },
        },
        secrets: { key, keyPassphrase: ' two words ' },
      },
    ]);
  });

  it('needs only a name and one access', async () => {
    const { rows } = await csv('name,ssh_host,db_host,db_user,db_name,path\na,h,,,,\nb,,d,u,n,\nc,,,,,/srv/c\n');
    expect(rows.map((row) => [row.draft.ssh, row.draft.mysql, row.draft.local])).toEqual([
      [{ host: 'h', port: 22, user: 'ops', agent: true, jumps: [] }, null, false],
      [null, { host: 'd', port: 3306, user: 'u', database: 'n', tls: 'when-offered' }, false],
      [null, null, true],
    ]);
  });

  it.each([
    ['a byte order mark', '\ufeffname,ssh_host\na,h'],
    ['semicolons', 'name;ssh_host;tags\na;h;x,y'],
    ['tabs', 'name\tssh_host\na\th'],
    ['Windows line ends', 'name,ssh_host\r\na,h\r\n'],
    ['empty lines and short rows', 'name,ssh_host,url\n\na,h\n\n,,\n'],
    ['capitals and spaces in the header', ' Name , SSH_HOST\na,h'],
  ])('with %s', async (_, text) => {
    const { rows, rejected } = await csv(text);
    expect(rows.map((row) => [row.draft.name, row.draft.ssh?.host])).toEqual([['a', 'h']]);
    expect(rejected).toEqual([]);
  });

  it('in JSON, as a list or under "sites", with numbers and lists', async () => {
    const entry = { name: 'a', ssh_host: 'h', ssh_port: 2200, tags: ['x', 'y'], client: null, ssh_password: 'p,"' };
    for (const value of [[entry], { sites: [entry] }]) {
      const { rows } = await json(value);
      expect(rows[0]?.draft.ssh?.port).toBe(2200);
      expect(rows[0]?.draft.tags).toEqual(['x', 'y']);
      expect(rows[0]?.secrets).toEqual({ sshPassword: 'p,"' });
    }
  });
});

describe('a bad row says why and the good ones go in', () => {
  it('each for its own reason', async () => {
    const text = [
      'name,url,ssh_host,ssh_port,ssh_key,ssh_jump,path,colour',
      'good,,h,,,,,',
      ',,h,,,,,',
      'good,,h,,,,,',
      'port,,h,70000,,,,',
      'port2,,h,1e3,,,,',
      'key,,h,,/k/missing,,,',
      'none,https://x.test,,,,,,',
      'url,javascript:alert(1),h,,,,,',
      'url2,https://u:hunter2@x.test,h,,,,,',
      '=HYPERLINK(1),,h,,,,,',
      '"a\u001b[2Jb",,h,,,,,',
      'red,,h,,,,,red',
      'jump,,h,,,a@b@c,,',
      'rel,,,,,,srv/x,',
      'host,,h:22,,,,,',
      'orphan,,,22,,,/srv/x,',
      'long,,h,,,,,,x',
      'last,,h,,,,,',
    ].join('\n');
    expect((await csv(text)).rows.map((row) => row.draft.name)).toEqual(['good', 'last']);
    expect(await reasons(text)).toEqual([
      [3, null, 'name is missing'],
      [4, 'good', 'the same name stands in row 2'],
      [5, 'port', 'ssh_port must be a whole number from 1 to 65535'],
      [6, 'port2', 'ssh_port must be a whole number from 1 to 65535'],
      [7, 'key', 'ssh_key: the key file does not exist'],
      [8, 'none', 'no access: it needs ssh_host, or db_host, or a path on this machine'],
      [9, 'url', 'url is not a web address that begins with http:// or https://'],
      [10, 'url2', 'url must not hold a user or a password'],
      [11, '=HYPERLINK(1)', 'name begins with =, +, - or @, which a spreadsheet would run as a formula'],
      [12, null, 'name holds control characters'],
      [13, 'red', 'unknown column "colour"'],
      [14, 'jump', 'ssh_jump must be user@host:port[,user@host:port]'],
      [15, 'rel', 'path must be an absolute folder such as /var/www/site'],
      [16, 'host', 'ssh_host must not hold a port; it has a column of its own'],
      [17, 'orphan', 'ssh_port is given, but ssh_host is not'],
      [18, null, 'it has more cells than the header has columns'],
    ]);
  });

  it('an unknown column with nothing in it is named once and costs no site', async () => {
    const text = 'name,ssh_host,notes\na,h,\nb,h,';
    expect((await csv(text)).rows).toHaveLength(2);
    expect(await reasons(text)).toEqual([[1, null, 'unknown column "notes"']]);
  });

  it('a quote that is never closed', async () => {
    const { rows, rejected } = await csv('name,ssh_host\na,h\nb,"h\nc,h\n');
    expect(rows.map((row) => row.draft.name)).toEqual(['a']);
    expect(rejected).toEqual([{ row: 3, name: null, reason: 'a quote is not closed or stands in the wrong place' }]);
  });

  it('without a header nothing of the first line is shown: it may hold a password', async () => {
    const { rejected } = await csv('acme,web1,hunter2\nbeta,web2,hunter3');
    expect(rejected).toHaveLength(1);
    expect(rejected[0]?.reason).toMatch(/^the first line must name the columns/);
    expect(rejected[0]?.reason).not.toContain('hunter');
  });

  it('JSON that is none, of the wrong form, or with an unknown key', async () => {
    const text = '[\n{"name": "a", "ssh_password": hunter2}]';
    expect((await readSites('json', text, options)).rejected[0]?.reason).toMatch(/^the file is not valid JSON/);
    expect(JSON.stringify(await readSites('json', text, options))).not.toContain('hunter2');
    expect((await json({ site: [] })).rejected).toHaveLength(1);
    const { rejected } = await json([7, { name: 'a', ssh_host: 'h', __proto__x: 1 }, { name: ['b'], ssh_host: 'h' }]);
    expect(rejected.map((entry) => entry.reason)).toEqual([
      'it is not an object',
      'unknown column "__proto__x"',
      'name must be text or a number',
    ]);
  });
});

describe('whatever the file holds', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', 'a', 'h.test', '22', '/srv/x', '=1', '"', ';'),
  );

  it('text of any kind gives an answer, never an error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('csv', 'json'), fc.string({ unit: 'binary' }), async (format, text) => {
        await readSites(format, text, options);
        await readSites('csv', `name,ssh_host\n${text}`, options);
      }),
    );
  });

  it('each site of a JSON list is accepted or rejected, once', async () => {
    const entry = fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...columns, 'other'), cell));
    await fc.assert(
      fc.asyncProperty(fc.array(entry), async (entries) => {
        const list = JSON.parse(JSON.stringify(entries)) as unknown[];
        const { rows, rejected } = await json(list);
        const seen = [...rows, ...rejected].map((row) => row.row).sort((a, b) => a - b);
        expect(seen).toEqual(list.map((_, index) => index + 1));
      }),
    );
  });

  it('each row of a CSV is accepted or rejected, once', async () => {
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const line = fc.array(cell, { minLength: 1, maxLength: columns.length + 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(line), async (lines) => {
        const text = [columns.join(','), ...lines.map((cells) => cells.map(quote).join(','))].join('\n');
        const { rows, rejected } = await csv(text);
        const seen = [...rows, ...rejected].map((row) => row.row).sort((a, b) => a - b);
        const filled = lines.flatMap((cells, index) => (cells.some((text) => text.trim() !== '') ? [index + 2] : []));
        expect(seen).toEqual(filled);
      }),
    );
  });

  it('no secret stands in a reason', async () => {
    const secret = fc.string({ minLength: 8, unit: fc.constantFrom(...'qxzQXZ9_#"\n;,') }).map((text) => `Zq${text}`);
    const others = fc.dictionary(fc.constantFrom(...columns.filter((column) => !/pass/.test(column))), cell);
    await fc.assert(
      fc.asyncProperty(secret, others, async (value, rest) => {
        const site = { ...rest, ssh_password: value, db_password: value, ssh_key_passphrase: value };
        const { rejected } = await json([site]);
        for (const { reason } of rejected) expect(reason).not.toContain(value);
      }),
    );
  });
});
