import { z } from 'zod';
import { credentialId } from '../../contract/sites.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';

/**
 * One value of the database before it is changed: sealed in the vault, so that the run can be undone where the value still is what the
 * run wrote (`after`: SHA-256 of that). `row`: the number of the row in its table; of `users` the user's.
 */
export const keptValue = z.object({
  table: z.enum(['usermeta', 'users', 'sitemeta', 'options']),
  blog: z.number().int().min(1),
  row: z.string().regex(/^\d{1,20}$/),
  column: z.enum(['meta_value', 'option_value', 'user_pass']),
  /** Base64, as WordPress is sent it. */
  before: z.string(),
  after: z.string(),
  /** What it is, for a person. */
  what: z.string().max(300),
});
export type KeptValue = z.infer<typeof keptValue>;

export const keptValues = z.array(keptValue);
export const keptIds = z.array(credentialId);

/** Seals values that are about to be changed and notes where; resolves when both are on the disk. */
export async function keepBefore(
  values: readonly KeptValue[],
  tools: Pick<Tools, 'vault'>,
  story: Story,
): Promise<void> {
  if (values.length === 0) return;
  const id = await tools.vault.seal('value-before', Buffer.from(JSON.stringify(values)));
  await story.mark({ before: [...(story.marks.before ?? []), id] });
}
