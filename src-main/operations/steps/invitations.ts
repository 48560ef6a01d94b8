import type { Statement } from '../../hosts/database.ts';
import type { KeyRows } from './reset-keys.ts';

/** Those whose key makes an account, or gives one a role: what is activated is spent (wpmu_activate_signup(), read in 6.1 and 7.1). */
export const pending = 'active = 0';

/** Answers 3 where the table of registrations is there as WordPress makes it: of a network, or of BuddyPress on a single site. */
export const isSignupsThere = (prefix: string): Statement => ({
  sql: `SELECT COUNT(*) AS n FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COLUMN_NAME IN ('active', 'activation_key', 'meta')`,
  values: [`${prefix}signups`],
  columns: ['n'],
});

/**
 * The rows go whole. A key made empty would open: wp-activate.php takes an empty one out of a cookie (read in 6.1); and one that is only written over
 * can't be told from one that opens.
 */
export const signupsOf = (prefix: string): KeyRows => ({
  ...{ table: `\`${prefix}signups\``, where: pending, values: [], blog: null },
});

/**
 * Who is a user of the network already is invited to a blog by an option of it, with user and role (maybe_add_existing_user_to_blog(), read in 6.1 and
 * 7.1). Options of plugins may have such names too (new_user_approve_options): they name no user. `S:7` is how else PHP reads "user_id".
 */
export const invitationsIn = (table: string, blog: number): KeyRows => ({
  table,
  where: `option_name LIKE 'new\\_user\\_%' AND option_value LIKE 'a:%' AND (option_value LIKE '%"user_id"%' OR option_value LIKE '%S:7:%')`,
  values: [],
  blog,
});
