import { addressOf } from '../../../wordpress/session-activity.ts';
import { draft } from '../draft.ts';
import { type ActivityPlugin, perPage, text } from './plugin.ts';

/**
 * Wordfence's list of logins, as its lib/wfSchema.php has it: `ctime` is Unix time with fractions, `IP` 16 bytes (4 in old versions, as a number), `fail` and
 * `action` say what came of it. The table's name may be in small letters.
 */
export const wordfence: ActivityPlugin = {
  ...{ source: 'wordfence', name: 'Wordfence', ofBlogs: false },
  tables: ['wfLogins'],
  needs: [['id', 'ctime', 'fail', 'action', 'username', 'ip']],
  clock: 'Unix time with fractions of a second, of the server’s PHP, which needs no zone.',
  page([name], columns) {
    const agent = columns.has('ua') ? 'LEFT(l.UA, 500)' : 'NULL';
    return {
      events: {
        sql: `SELECT l.id AS id, CAST(l.ctime AS DECIMAL(20,3)) AS at, l.fail AS fail, l.action AS action, LEFT(l.username, 200) AS username, HEX(l.IP) AS ip, ${agent} AS agent FROM \`${name}\` l WHERE l.ctime >= ? AND l.id < ? ORDER BY l.id DESC LIMIT ${perPage}`,
        columns: ['id', 'at', 'fail', 'action', 'username', 'ip', 'agent'],
      },
      beside: null,
    };
  },
  draftOf(row, _beside, offsetMs) {
    const of = (name: string) => text(row[name]);
    const failed = of('fail') !== '0';
    const out = /^logout/i.test(of('action'));
    const made = draft({
      ...{ at: Math.round(Number(of('at')) * 1000) - offsetMs, asWritten: `${of('at')} (Unix time)` },
      ...{
        source: 'wordfence',
        kind: failed ? 'login refused' : out ? 'logout' : 'login',
        who: of('username') || null,
      },
      ...{ ip: addressOf(hexAddress(of('ip'))), agent: of('agent') || null, answered: !failed },
      what: `Wordfence saw: ${of('action').slice(0, 40)}`,
    });
    return { ...made, userId: null };
  },
};

/** 16 bytes in hexadecimal as an address is written; an older version's number is shorter. */
export function hexAddress(hex: string): string {
  if (/^[0-9A-Fa-f]{32}$/.test(hex)) return (hex.match(/.{4}/g) ?? []).join(':');
  if (!/^[0-9A-Fa-f]{1,8}$/.test(hex)) return '';
  return (hex.padStart(8, '0').match(/../g) ?? []).map((two) => Number.parseInt(two, 16)).join('.');
}
