import { addressOf } from '../../../wordpress/session-activity.ts';
import { draft } from '../draft.ts';
import { type ActivityPlugin, perPage, text } from './plugin.ts';

/**
 * Stream 4.3 (classes/class-install.php: base_prefix, one table for a network; class-log.php: `created` is current_time('mysql', true), UTC). A user is a
 * number there.
 */
export const stream: ActivityPlugin = {
  ...{ source: 'stream', name: 'Stream', ofBlogs: false },
  tables: ['stream'],
  needs: [['id', 'created', 'summary', 'connector', 'context', 'action', 'user_id', 'ip']],
  clock: 'A date without a zone, which the plugin writes in UTC.',
  page([name]) {
    const seconds = "TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', l.created)";
    return {
      events: {
        sql: `SELECT l.ID AS id, ${seconds} AS at, l.created AS written, LEFT(l.summary, 900) AS summary, l.connector AS connector, l.context AS context, l.action AS action, l.user_id AS user_id, l.ip AS ip FROM \`${name}\` l WHERE ${seconds} >= ? AND l.ID < ? ORDER BY l.ID DESC LIMIT ${perPage}`,
        columns: ['id', 'at', 'written', 'summary', 'connector', 'context', 'action', 'user_id', 'ip'],
      },
      beside: null,
    };
  },
  draftOf(row, _beside, offsetMs) {
    const of = (name: string) => text(row[name]);
    const kind = `${of('context') || of('connector')} ${of('action')}`.trim().slice(0, 60);
    const userId = of('user_id');
    const made = draft({
      ...{ at: Number(of('at')) * 1000 - offsetMs, asWritten: `${of('written')} (UTC)`, source: 'stream' },
      ...{ kind: of('action') === 'login' ? 'login' : kind || 'event', ip: addressOf(of('ip')), what: of('summary') },
    });
    return { ...made, userId: /^[1-9]\d{0,18}$/.test(userId) ? userId : null };
  },
};
