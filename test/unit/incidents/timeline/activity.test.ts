import { describe, expect, test } from 'vitest';
import { simpleHistory } from '../../../../src-main/incidents/timeline/activity/simple-history.ts';
import { stream } from '../../../../src-main/incidents/timeline/activity/stream.ts';
import { hexAddress, wordfence } from '../../../../src-main/incidents/timeline/activity/wordfence.ts';
import { plainValue, sentenceOf } from '../../../../src-main/incidents/timeline/activity/words.ts';
import { wpActivityLog } from '../../../../src-main/incidents/timeline/activity/wp-activity-log.ts';

const row = (of: Record<string, string>) =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, Buffer.from(value)]));
const beside = (of: Record<string, string>) => new Map(Object.entries(of));
const none = new Map<string, string>();
const user = 'O:8:"stdClass":3:{s:8:"Username";s:5:"wpsvc";s:5:"Roles";s:13:"administrator";s:4:"Pass";s:3:"abc";}';

describe('WP Activity Log', () => {
  const event = (of: Record<string, string>, more = none) =>
    wpActivityLog.draftOf(row({ id: '1', at: '1700000000.250', ...of }), more, 0);

  test('columns of 4.4 and later, and what stood beside an event before, tell the same', () => {
    const told = {
      who: 'kim',
      ip: '203.0.113.7',
      agent: 'UA',
      kind: 'plugin activated',
      userId: '7',
      at: 1_700_000_000_250,
    };
    expect(
      event({ event: '5001', username: 'kim', user_id: '7', client_ip: '203.0.113.7', user_agent: 'UA' }),
    ).toMatchObject(told);
    const old = { Username: 'kim', CurrentUserID: '7', ClientIP: 's:11:"203.0.113.7";', UserAgent: 'UA' };
    expect(event({ event: '5001' }, beside(old))).toMatchObject(told);
  });

  test('who was made, or made an administrator, is whom it is about; who lost rights is not', () => {
    const made = event({ event: '4001', username: 'kim' }, beside({ NewUserData: user }));
    expect(made).toMatchObject({ about: 'wpsvc', kind: 'user made' });
    expect(made.what).toBe('Event 4001: user made; NewUserData Username wpsvc, Roles administrator');
    const role = (role: string) =>
      event({ event: '4002' }, beside({ TargetUsername: 'wpsvc', NewRole: role, OldRole: 'x' })).about;
    expect(role('administrator')).toBe('wpsvc');
    expect(role('subscriber')).toBeNull();
    expect(event({ event: '4007' }, beside({ TargetUsername: 'wpsvc' })).about).toBeNull();
  });

  test('a name that nobody has is the one that was tried, and no login', () => {
    expect(event({ event: '1003', username: 'Unknown User' }, beside({ Users: 'admin' }))).toMatchObject({
      ...{ who: 'admin', answered: false, kind: 'login refused' },
    });
    expect(event({ event: '6038', username: 'kim' }).kind).toBe('somebody taken out of the activity log');
    expect(event({ event: '4025', username: 'kim', event_type: 'revoked' }).kind).toBe('application password revoked');
    expect(event({ event: '9999', object: 'woo', event_type: 'modified' }).kind).toBe('woo modified');
  });
});

describe('Simple History', () => {
  const event = (message: string, of: Record<string, string>) =>
    simpleHistory.draftOf(row({ id: '1', at: '1700000000', written: '2023-11-14 22:13:20', message }), beside(of), 0);

  test('refused logins name whom they tried, also one whom nobody has', () => {
    for (const [key, name] of [
      ['user_login_failed', 'login'],
      ['user_unknown_login_failed', 'failed_username'],
    ] as const)
      expect(event('Failed', { _message_key: key, [name]: 'eve' })).toMatchObject({ who: 'eve', answered: false });
    // Installing failed, but who tried is known.
    expect(event('x', { _message_key: 'plugin_installed_failed', _user_login: 'kim' })).toMatchObject({
      ...{ who: 'kim', answered: true, kind: 'plugin installed failed' },
    });
  });

  test('what was filled in later may begin nothing; who was made is told', () => {
    const made = event('Created user {created_user_login} ({created_user_email}) {user_pass}', {
      ...{
        _message_key: 'user_created',
        created_user_login: 'wpsvc',
        created_user_email: 'x@evil.test',
        user_pass: 'abc',
      },
      ...{ _backfilled_event: '1', _server_remote_addr: '203.0.113.x', _server_http_x_forwarded_for_0: '198.51.100.x' },
    });
    expect(made).toMatchObject({ about: 'wpsvc', doubtful: true, ip: '203.0.113.x' });
    expect(made.what).toBe(
      'Created user wpsvc (x@evil.test) …; it says that it came for 198.51.100.x; filled in by the plugin later, from what WordPress had',
    );
  });
});

test('Wordfence’s addresses are bytes, or a number in old versions', () => {
  expect(hexAddress('00000000000000000000FFFFCB007142')).toBe('0000:0000:0000:0000:0000:FFFF:CB00:7142');
  expect(hexAddress('CB007142')).toBe('203.0.113.66');
  expect(hexAddress('xx')).toBe('');
  const seen = wordfence.draftOf(
    row({ id: '1', at: '1700000000.5', fail: '1', action: 'loginFailValidUsername', username: 'kim', ip: 'CB007142' }),
    none,
    0,
  );
  expect(seen).toMatchObject({ kind: 'login refused', who: 'kim', ip: '203.0.113.66', answered: false });
});

test('Stream’s users are numbers', () => {
  const told = { at: '1700000000', written: 'x', summary: 'Plugin activated', connector: 'installer' };
  expect(
    stream.draftOf(row({ ...told, context: 'plugins', action: 'activated', user_id: '7', ip: '203.0.113.7' }), none, 0),
  ).toMatchObject({ kind: 'plugins activated', userId: '7', who: null, ip: '203.0.113.7' });
});

test('values that PHP serialised are read as text, and never as what they are', () => {
  expect(plainValue('s:4:"text";')).toBe('text');
  expect(plainValue('a:2:{i:0;s:3:"one";i:1;s:3:"two";}')).toBe('one, two');
  expect(plainValue(user)).toBe('Username wpsvc, Roles administrator');
  expect(plainValue(user.slice(0, 52))).toBe('Username wpsvc');
  expect(plainValue('a:1:{s:8:"password";s:3:"abc";}')).toBe('');
  expect(plainValue('plain')).toBe('plain');
  expect(
    sentenceOf(
      '{a} {token} {application_password_name}',
      beside({ a: 'b', token: 'c', application_password_name: 'd' }),
    ),
  ).toBe('b … d');
});
