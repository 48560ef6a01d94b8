import type { Row } from '../../../hosts/database.ts';
import { addressOf } from '../../../wordpress/session-activity.ts';
import { draft } from '../draft.ts';
import { type ActivityPlugin, besideOf, type EventDraft, perPage, text } from './plugin.ts';
import { mayBeSecret, namedTexts, plainValue } from './words.ts';

/**
 * Events that matter here, by number, as WP Activity Log 5.6.3.1 names them (defaults.php; Alerts/class-multisite-custom-alerts.php). Others are
 * told by its own object and type.
 */
const events: Record<number, string> = {
  1000: 'login',
  1001: 'logout',
  1002: 'login refused',
  1003: 'login refused',
  1004: 'login blocked',
  1005: 'login',
  1006: 'other sessions ended',
  1007: 'session ended',
  1008: 'switched to another user',
  1010: 'new password asked for',
  1011: 'access refused',
  2010: 'file uploaded',
  2011: 'uploaded file deleted',
  2046: 'theme file edited',
  2051: 'plugin file edited',
  4000: 'user registered',
  4001: 'user made',
  4002: 'role changed',
  4003: 'password changed',
  4004: 'password of another changed',
  4005: 'e-mail changed',
  4006: 'e-mail of another changed',
  4007: 'user deleted',
  4008: 'super admin made',
  4009: 'super admin taken back',
  4010: 'user added to a site',
  4012: 'user made',
  4025: 'application password',
  4026: 'application password of another',
  5000: 'plugin installed',
  5001: 'plugin activated',
  5002: 'plugin deactivated',
  5003: 'plugin deleted',
  5004: 'plugin updated',
  5005: 'theme installed',
  5006: 'theme activated',
  5007: 'theme deleted',
  6001: 'registration setting',
  6002: 'default role changed',
  6003: 'administrator’s address changed',
  6004: 'WordPress updated',
  6024: 'address of WordPress changed',
  6025: 'address of the site changed',
  6034: 'activity log emptied',
  6038: 'somebody taken out of the activity log',
  6039: 'events taken out of the activity log',
  6060: 'event switched on or off',
  6066: 'scheduled task made',
  6067: 'scheduled task made',
};

/** Events by which somebody gets rights. */
const makesSomebody = new Set([4000, 4001, 4008, 4010, 4012]);

/** Classes' Occurrences_Entity::$migrated_meta, 4.4 and later: these stood beside the event before. */
const moved = ['object', 'event_type', 'username', 'user_id', 'client_ip', 'user_agent', 'session_id'];

/**
 * WP Activity Log, tables as in 5.6.3.1 (classes/Entities/class-occurrences-entity.php, class-metadata-entity.php), on networks one for
 * all (class-abstract-entity.php: base_prefix). `created_on` is current_time('U.u', true). SessionID is noted by its paid part only, as the hash that
 * WordPress keeps. A login that nobody has (1003) stands beside as `Users`, and `username` says "Unknown User" then.
 */
export const wpActivityLog: ActivityPlugin = {
  ...{ source: 'wp-activity-log', name: 'WP Activity Log', ofBlogs: false },
  tables: ['wsal_occurrences', 'wsal_metadata'],
  needs: [
    ['id', 'alert_id', 'created_on'],
    ['occurrence_id', 'name', 'value'],
  ],
  clock: 'Unix time with fractions of a second, of the server’s PHP, which needs no zone.',
  page(names, columns) {
    const own = (name: string) => (columns.has(name) ? `LEFT(l.\`${name}\`, 255)` : 'NULL');
    const which = 'l.created_on >= ? AND l.id < ?';
    const taken = [...moved, 'site_id'];
    return {
      events: {
        sql: `SELECT l.id AS id, l.alert_id AS event, CAST(l.created_on AS DECIMAL(20,3)) AS at, ${taken.map((name) => `${own(name)} AS ${name}`).join(', ')} FROM \`${names[0]}\` l WHERE ${which} ORDER BY l.id DESC LIMIT ${perPage}`,
        columns: ['id', 'event', 'at', ...taken],
      },
      beside: besideOf(names, which, { id: 'occurrence_id', name: 'name', value: 'value' }),
    };
  },
  draftOf,
};

function draftOf(row: Row, beside: ReadonlyMap<string, string>, offsetMs: number): EventDraft {
  const either = (column: string, name: string) => text(row[column]) || plainValue(beside.get(name) ?? '');
  const number = Number(text(row.event));
  const kind = kindOf(number, either('object', 'Object'), either('event_type', 'EventType'));
  const blog = text(row.site_id);
  const told = [...beside]
    .filter(([name]) => !notTold.test(name) && !mayBeSecret(name))
    .map(([name, value]) => `${name} ${plainValue(value)}`);
  const named = either('username', 'Username');
  const username = /^(unknown user|deleted)$/i.test(named) ? '' : named;
  const who = username || (number === 1003 ? plainValue(beside.get('Users') ?? '') : '');
  const session = either('session_id', 'SessionID').toLowerCase();
  const made = draft({
    ...{ at: Math.round(Number(text(row.at)) * 1000) - offsetMs, asWritten: `${text(row.at)} (Unix time)` },
    ...{ source: 'wp-activity-log', kind, who: who || null, ip: addressOf(either('client_ip', 'ClientIP')) },
    agent: either('user_agent', 'UserAgent') || null,
    what: [`Event ${number}: ${kind}`, ...told, ...(Number(blog) > 1 ? [`blog ${blog}`] : [])]
      .join('; ')
      .slice(0, 1000),
    session: /^[0-9a-f]{64}$/.test(session) ? session : null,
    answered: !/refused|blocked/.test(kind),
    about: aboutOf(number, beside),
  });
  const userId = either('user_id', 'CurrentUserID');
  return { ...made, userId: /^[1-9]\d{0,18}$/.test(userId) ? userId : null };
}

function kindOf(number: number, object: string, type: string): string {
  const known = events[number];
  if (known?.startsWith('application password')) return `${known} ${type || 'added'}`.slice(0, 60);
  return known ?? (`${object} ${type}`.trim() || `event ${number}`).slice(0, 60);
}

/** Whom the event gave an account or rights. */
function aboutOf(number: number, beside: ReadonlyMap<string, string>): string | null {
  const raised = number === 4002 && /administrator/i.test(beside.get('NewRole') ?? '');
  if (!raised && !makesSomebody.has(number)) return null;
  const data = namedTexts(beside.get('NewUserData') ?? beside.get('TargetUserData') ?? '');
  return data.get('Username') ?? (plainValue(beside.get('TargetUsername') ?? '') || null);
}

const notTold =
  /^(ClientIP|UserAgent|CurrentUserID|CurrentUserRoles|Username|SessionID|OtherIPs|Object|EventType|Severity|Attempts|LogFileText|.*(Link|URL|Url)|ReportText|MetaLink)$/;
