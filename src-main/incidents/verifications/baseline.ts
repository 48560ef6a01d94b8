import { z } from 'zod';
import type { EvidenceRef } from '../../contract/incidents.ts';
import { digestOf } from '../../operations/steps/choose-accounts.ts';
import { linesOf } from './evidence-lines.ts';
import type { Look } from './verification.ts';

/** A row of the table of users, as TakeSnapshot keeps it. */
const userRow = z.object({ ID: z.string(), user_pass: z.string() });

export interface PasswordDigests {
  /** By the number of the user, SHA-256 of what stood in user_pass. */
  digests: ReadonlyMap<number, string>;
  ref: EvidenceRef;
}

/** Of the first look at the users that this incident kept; null where none is kept, or not whole. */
export async function passwordDigests({ evidence }: Look): Promise<PasswordDigests | null> {
  const users = (await evidence.items()).filter(({ kind, lacks }) => kind === 'users' && lacks === null);
  const [first] = users.sort((a, b) => (a.begunAt < b.begunAt ? -1 : 1));
  if (!first) return null;
  const digests = new Map<number, string>();
  for await (const row of linesOf(evidence.bytes(first.id))) {
    const { ID: id, user_pass: hash } = userRow.safeParse(row).data ?? {};
    if (hash !== undefined) digests.set(Number(id), digestOf(hash));
  }
  // Nobody has the hash of before where none could be read: that says nothing.
  if (digests.size === 0) return null;
  return { digests, ref: { what: first.name.slice(0, 200), sha256: first.sha256, at: first.endedAt } };
}
