import type { CheckName } from '../../../../src-main/contract/findings.ts';
import type { CronEvent } from '../../../../src-main/wordpress/cron.ts';
import type { ConfigStatement, DatabaseAccount } from '../../../../src-main/wordpress/door-reading.ts';
import type { LeakKind } from '../../../../src-main/wordpress/leaks.ts';
import { files } from './a-files.ts';
import { blog, now, person, reading } from './a-reading.ts';
import type { Cases } from './cases.ts';

const event = (hook: string, more: Partial<CronEvent> = {}): CronEvent => ({
  ...{ hook, at: now + 60, schedule: 'daily', code: false },
  ...more,
});
const planned = (...events: CronEvent[]) => ({ blogs: [blog({ planned: events })] });
const account = (name: string, more: Partial<DatabaseAccount> = {}): DatabaseAccount => ({
  ...{ name, own: false, everywhere: [], writesHere: true },
  ...more,
});
const statement = (sure: ConfigStatement['sure'], what: string) =>
  reading({ configStatements: [{ path: '/srv/site/wp-config.php', line: 3, digest: 'd', sure, what }] });
const leak = (kind: LeakKind, path: string) => reading({ leaks: [{ kind, path }] });
const version = (wordpress: string | null, php: string | null = null) =>
  reading({ versions: { wordpress, php: php === null ? null : { version: php, from: 'web' } } });
const idle = new Map([['akismet', { version: '5.1', name: 'Akismet', checksums: null }]]);

type DoorCheck =
  | 'user-token'
  | 'jwt-secret'
  | 'database-user'
  | 'cron-hook'
  | 'wp-config-statement'
  | 'backup-readable'
  | 'git-readable'
  | 'debug-log-readable'
  | 'uploads-listed'
  | 'wordpress-version'
  | 'php-version'
  | 'inactive-plugin';

export const doorCases: Pick<Record<CheckName, Cases>, DoorCheck> = {
  'user-token': {
    finds: [
      [
        reading({
          persons: [person(7, ['administrator'])],
          userTokens: [
            { userId: 7, key: 'wp_googlesitekit_access_token' },
            { userId: 7, key: 'wp_googlesitekit_refresh_token' },
          ],
        }),
        'low, unlikely',
      ],
      [reading({ userTokens: [{ userId: 9, key: 'wp_elementor_connect_common_data' }] }), 'low, unlikely'],
    ],
    leaves: [reading({ userTokens: [{ userId: 9, key: 'wp_capabilities' }] })],
  },
  'jwt-secret': {
    finds: [
      [reading({ jwtSecret: 'placeholder' }), 'critical, certain'],
      [reading({ jwtSecret: 'short' }), 'medium, possible'],
      [reading({ jwtSecret: 'long' }), 'low, unlikely'],
    ],
    leaves: [reading()],
  },
  'database-user': {
    finds: [
      [reading({ accounts: [account(`'shop'@'%'`, { own: true })] }), 'low, unlikely'],
      [
        reading({ accounts: [account(`'root'@'localhost'`, { own: true, everywhere: ['SUPER'] })] }),
        'medium, possible',
      ],
      [reading({ accounts: [account(`'ghost'@'%'`, { everywhere: ['INSERT'] })] }), 'medium, possible'],
      [reading({ accounts: [account(`'old'@'localhost'`)] }), 'low, unlikely'],
    ],
    leaves: [
      reading({ accounts: [account(`'shop'@'127.0.0.1'`, { own: true })] }),
      reading({ accounts: [account(`'root'@'localhost'`, { everywhere: ['SUPER', 'INSERT'] })] }),
      reading({ accounts: [account(`'other'@'%'`, { writesHere: false })] }),
    ],
  },
  'cron-hook': {
    finds: [
      [reading(planned(event('wp_check_x', { code: true }))), 'high, likely'],
      [reading(planned(event('\u0001\u0002'))), 'low, possible'],
      [reading({ ...planned(event('gone_plugin_daily')), cronWithoutCode: ['gone_plugin_daily'] }), 'low, unlikely'],
    ],
    leaves: [reading(planned(event('wp_version_check'), event('woocommerce_cleanup_sessions')))],
  },
  'wp-config-statement': {
    finds: [
      [statement('certain', 'It runs code that a request gives (eval)'), 'critical, certain'],
      [statement('likely', 'It speaks to another server'), 'high, likely'],
      [statement('possible', 'It runs code after WordPress was loaded'), 'medium, possible'],
      [statement('unlikely', 'It defines a function'), 'low, unlikely'],
    ],
    leaves: [reading()],
  },
  'backup-readable': {
    finds: [
      [leak('configuration', 'wp-config.php.bak'), 'critical, certain'],
      [leak('dump', 'db.sql'), 'high, certain'],
      [leak('archive', 'site-backup.zip'), 'medium, likely'],
      [leak('archive', 'wp-content/uploads/brochures.zip'), 'low, possible'],
    ],
    leaves: [leak('log', 'error_log')],
  },
  'git-readable': { finds: [[leak('repository', '.git/HEAD'), 'high, certain']], leaves: [leak('log', 'error_log')] },
  'debug-log-readable': {
    finds: [[leak('log', 'wp-content/debug.log'), 'medium, certain']],
    leaves: [leak('repository', '.git/HEAD')],
  },
  'uploads-listed': {
    finds: [[leak('listing', 'wp-content/uploads/'), 'low, unlikely']],
    leaves: [leak('log', 'error_log')],
  },
  'wordpress-version': {
    finds: [
      [version('4.6.29'), 'medium, possible'],
      [version('6.1.9'), 'low, unlikely'],
    ],
    leaves: [version('7.1'), version('7.2-beta1'), version(null)],
  },
  'php-version': {
    finds: [
      [version('7.1', '7.4.33'), 'low, possible'],
      [version('7.1', '5.2.17'), 'low, possible'],
    ],
    leaves: [version('7.1', '8.3.1'), version('7.1', '9.9.0'), version('7.1')],
  },
  'inactive-plugin': {
    finds: [[reading({ files: files({ plugins: idle }) }), 'low, unlikely']],
    leaves: [
      reading({ files: files({ plugins: idle }), blogs: [blog({ activePlugins: ['akismet/akismet.php'] })] }),
      reading({ files: files({ plugins: idle }), blogs: [blog({ activePlugins: null })] }),
      reading(),
    ],
  },
};
