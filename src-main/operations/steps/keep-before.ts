import { z } from 'zod';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';

/**
 * One value of the database before it is changed: sealed in the vault, so that the run can be undone where the value still is what the
 * run wrote. `row`: the number of the row in usermeta and users, the name of the option elsewhere.
 */
export const keptValue = z.object({
  table: z.enum(['usermeta', 'users', 'sitemeta', 'options']),
  blog: z.number().int().min(1),
  row: z.string().max(300),
  /** Whom it is about, for the object cache. */
  user: z.number().optional(),
  /** Base64, as WordPress is sent it. */
  before: z.string(),
  /** SHA-256 of what the run wrote, as WordPress is sent it. */
  after: z.string(),
  /** What it is, for a person. */
  what: z.string().max(500),
});
export type KeptValue = z.infer<typeof keptValue>;

export const keptValues = z.array(keptValue);

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
