import { bytesToString, textOf } from './byte-string.ts';
import { entriesOf, type PhpValue, readPhpValue } from './php-value.ts';

/** A hook that WP-Cron is going to run. */
export interface CronEvent {
  hook: string;
  /** The next time, Unix seconds. */
  at: number;
  /** As "daily"; null: once. */
  schedule: string | null;
  /** Its arguments look like code, or like code that was encoded. */
  code: boolean;
}

const most = 2000;

/** The option `cron`, each hook once, the next time first; null where it can't be read. */
export function readCron(value: Buffer): CronEvent[] | null {
  const reading = readPhpValue(value, 'ignored');
  if (!reading.ok || reading.value.kind !== 'array') return null;
  const events = new Map<string, CronEvent>();
  for (const [at, hooks] of entriesOf(reading.value))
    for (const [hook, runs] of entriesOf(hooks))
      for (const run of entriesOf(runs).values()) {
        const event = eventOf(hook, Number(at), run, value);
        const known = events.get(event.hook);
        if (!known) events.set(event.hook, event);
        else known.code ||= event.code;
        if (events.size > most) return null;
      }
  return [...events.values()].sort((one, other) => one.at - other.at);
}

function eventOf(hook: string, at: number, run: PhpValue, value: Buffer): CronEvent {
  const fields = entriesOf(run);
  const schedule = fields.get('schedule');
  const given = fields.get('args');
  const args = given ? bytesToString(value.subarray(given.start, given.end)) : '';
  return {
    hook: textOf(hook).slice(0, 200),
    at: Number.isSafeInteger(at) ? at : 0,
    schedule: schedule?.kind === 'string' ? textOf(schedule.value).slice(0, 50) : null,
    code: /<\?php|\b(?:eval|assert|system|base64_decode|gzinflate)\s*\(|[A-Za-z0-9+/]{300,}/i.test(args),
  };
}

/** What WordPress itself plans (seen in the files of 6.1, 6.8 and 7.1); they need no look on the server. */
export const coreHooks: ReadonlySet<string> = new Set([
  ...['wp_version_check', 'wp_update_plugins', 'wp_update_themes', 'wp_scheduled_delete', 'publish_future_post'],
  ...['wp_scheduled_auto_draft_delete', 'delete_expired_transients', 'wp_privacy_delete_old_export_files', 'do_pings'],
  ...[
    'recovery_mode_clean_expired_keys',
    'wp_site_health_scheduled_check',
    'wp_https_detection',
    'wp_update_user_counts',
  ],
  ...['wp_delete_temp_updater_backups', 'update_network_counts', 'wp_maybe_auto_update', 'importer_scheduled_cleanup'],
  ...['upgrader_scheduled_cleanup', 'wp_split_shared_term_batch', 'wp_update_comment_type_batch'],
  'wp_privacy_personal_data_cleanup_requests',
]);
