import type { Row } from '../../../hosts/database.ts';
import { addressOf } from '../../../wordpress/session-activity.ts';
import { draft } from '../draft.ts';
import { type ActivityPlugin, besideOf, type EventDraft, perPage, text } from './plugin.ts';
import { sentenceOf } from './words.ts';

/** By the keys of its messages, as Simple History 5.26 has them in loggers/class-*-logger.php. Others are told by their key. */
const kinds: Record<string, string> = {
  user_logged_in: 'login',
  user_unknown_logged_in: 'login',
  user_logged_out: 'logout',
  user_login_failed: 'login refused',
  user_unknown_login_failed: 'login refused',
  user_admin_page_access_denied: 'access refused',
  user_created: 'user made',
  user_deleted: 'user deleted',
  user_updated_profile: 'user changed',
  user_role_updated: 'role changed',
  user_role_added: 'role changed',
  user_role_removed: 'role changed',
  user_password_reseted: 'password changed',
  user_requested_password_reset_link: 'new password asked for',
  user_application_password_created: 'application password made',
  user_application_password_revoked: 'application password revoked',
  plugin_installed: 'plugin installed',
  plugin_activated: 'plugin activated',
  plugin_deactivated: 'plugin deactivated',
  plugin_deleted: 'plugin deleted',
  plugin_updated: 'plugin updated',
  plugin_file_edited: 'plugin file edited',
  theme_installed: 'theme installed',
  theme_switched: 'theme activated',
  theme_deleted: 'theme deleted',
  theme_file_edited: 'theme file edited',
  core_updated: 'WordPress updated',
  core_files_modified: 'WordPress’s files changed',
  attachment_created: 'file uploaded',
  option_updated: 'setting changed',
  created_export: 'export',
};
const refused = new Set(['user_login_failed', 'user_unknown_login_failed', 'user_admin_page_access_denied']);

/**
 * Simple History 5.26 (inc/services/class-setup-database.php; inc/class-simple-history.php: $wpdb->prefix, so each blog of a network has its own). `date` is
 * current_time('mysql', 1), UTC (loggers/class-logger.php). Addresses lack their end unless a filter says otherwise ("203.0.113.x",
 * Helpers::privacy_anonymize_ip): nobody is told apart by them.
 */
export const simpleHistory: ActivityPlugin = {
  ...{ source: 'simple-history', name: 'Simple History', ofBlogs: true },
  tables: ['simple_history', 'simple_history_contexts'],
  needs: [
    ['id', 'date', 'message'],
    ['history_id', 'key', 'value'],
  ],
  clock: 'A date without a zone, which the plugin writes in UTC.',
  page(names) {
    const seconds = "TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', l.date)";
    const which = `${seconds} >= ? AND l.id < ?`;
    return {
      events: {
        sql: `SELECT l.id AS id, ${seconds} AS at, l.date AS written, LEFT(l.message, 500) AS message FROM \`${names[0]}\` l WHERE ${which} ORDER BY l.id DESC LIMIT ${perPage}`,
        columns: ['id', 'at', 'written', 'message'],
      },
      beside: besideOf(names, which, { id: 'history_id', name: 'key', value: 'value' }),
    };
  },
  draftOf,
};

function draftOf(row: Row, beside: ReadonlyMap<string, string>, offsetMs: number): EventDraft {
  const key = beside.get('_message_key') ?? '';
  const tried = refused.has(key) ? (beside.get('login') ?? beside.get('failed_username')) : undefined;
  const filledIn = beside.has('_backfilled_event');
  const told = sentenceOf(text(row.message), beside);
  const address = addressOf(beside.get('_server_remote_addr') ?? '');
  const behind = addressOf(beside.get('_server_http_x_forwarded_for_0') ?? '');
  const userId = beside.get('_user_id') ?? '';
  const made = draft({
    ...{ at: Number(text(row.at)) * 1000 - offsetMs, asWritten: `${text(row.written)} (UTC)` },
    ...{ source: 'simple-history', kind: kinds[key] ?? (key.replaceAll('_', ' ').slice(0, 60) || 'event') },
    ...{ who: tried ?? beside.get('_user_login') ?? beside.get('user_login') ?? null, ip: address },
    agent: beside.get('server_http_user_agent') ?? null,
    what: [
      told,
      ...(behind === null || behind === address ? [] : [`it says that it came for ${behind}`]),
      ...(filledIn ? ['filled in by the plugin later, from what WordPress had'] : []),
    ]
      .join('; ')
      .slice(0, 1000),
    answered: !refused.has(key),
    doubtful: filledIn,
    about: aboutOf(key, beside),
  });
  return { ...made, userId: /^[1-9]\d{0,18}$/.test(userId) ? userId : null };
}

/** Whom the event gave an account or an administrator's rights. */
function aboutOf(key: string, beside: ReadonlyMap<string, string>): string | null {
  if (key === 'user_created') return beside.get('created_user_login') ?? null;
  const role = `${beside.get('new_role') ?? ''} ${beside.get('roles') ?? ''}`;
  return /^user_role_(updated|added)$/.test(key) && /administrator/i.test(role)
    ? (beside.get('edited_user_login') ?? null)
    : null;
}
