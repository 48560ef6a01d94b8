import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import type { TokenChoice } from '../../contract/orders/revoke-tokens.ts';
import type { ProofResult } from '../../contract/runs.ts';
import { addPassword } from '../../wordpress/application-passwords.ts';
import { hashPassword, newPassword } from '../../wordpress/password-hash.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { readPasswordPages } from './application-password-rows.ts';
import { forgetIn } from './forget-in-cache.ts';
import type { OpenSite } from './look.ts';
import { notPossible } from './prove.ts';
import { charsetOf } from './read-sessions.ts';

/** An application password of Resalt's own, beside those that are to go; it opened the site. */
export interface CanaryPassword {
  choice: TokenChoice;
  /** With name and password: never into a message. */
  url: string;
  before: number;
}

export const canaryName = 'Resalt canary';

/**
 * Puts an application password of Resalt's own into a list out of which others go, and sees that it opens the site's REST interface. A proof
 * that says why where that is not possible; what was put in then is to be revoked all the same (`marks.canaryPasswords`).
 */
export async function letPasswordIn(
  open: OpenSite,
  userId: number,
  tools: Tools,
  story: Story,
): Promise<CanaryPassword | ProofResult> {
  const address = open.site.url === null ? null : new URL(open.site.url);
  if (!address || address.username) return notPossible('No proof possible: no plain address is entered for this site.');
  let row = null;
  for await (const rows of readPasswordPages(open, [userId])) row ??= rows.find(({ behind }) => !behind) ?? null;
  const [uuid, password] = [randomUUID(), newPassword()];
  const item = { uuid, name: canaryName, hash: hashPassword(password), created: open.now };
  const value = row?.value ? addPassword(row.value, item) : null;
  if (!row || row.login === null || !value) return notPossible('No proof possible: no list could take one more.');
  await story.mark({ canaryPasswords: [...(story.marks.canaryPasswords ?? []), { userId, uuid }] });
  const [result] = await open.database.run([
    {
      sql: `UPDATE ${open.tables.usermeta} SET meta_value = CONVERT(? USING ${charsetOf(open)}) WHERE umeta_id = ? AND SHA2(meta_value, 256) = ?`,
      values: [value, row.id, row.sha],
    },
  ]);
  if (result?.affected !== 1) return notPossible('No proof possible: the list was changed at that moment.');
  await forgetIn(open, story, { users: [userId] });
  const url = new URL(`${address.href.replace(/\/+$/, '')}/?rest_route=/wp/v2/users/me`);
  url.username = encodeURIComponent(row.login);
  url.password = password;
  const before = await statusOf(url.href, tools);
  if (before === 200) return { choice: { kind: 'application-password', userId, uuid }, url: url.href, before };
  return notPossible(
    `No proof possible: a fresh application password did not open the site before (it ${before === null ? 'could not be asked' : `was answered ${before}`}). WordPress takes them over https only.`,
    before,
  );
}

async function statusOf(url: string, { probe }: Tools): Promise<number | null> {
  try {
    return (await probe(url, { timeoutMs: 20_000 })).status;
  } catch (error) {
    if (error instanceof ResaltError) return null;
    throw error;
  }
}

/** Asks until it is refused, or patience is over. */
export async function seePasswordRefused({ url, before }: CanaryPassword, tools: Tools): Promise<ProofResult> {
  const deadline = Date.now() + tools.proofPatienceMs;
  for (let pause = 100; ; pause = Math.min(2000, pause * 1.7)) {
    const after = await statusOf(url, tools);
    if (after === 401 || after === 403)
      return { verdict: 'refused', before, after, why: null, at: tools.clock().toISOString() };
    if (Date.now() + pause > deadline) {
      if (after !== 200)
        return {
          ...notPossible(
            `The site answered ${after ?? 'nothing'} to the canary, which is neither open nor refused.`,
            before,
          ),
          after,
        };
      const why =
        'An application password that was revoked in the same way still opens the site: take the others as open, too. Flush its caches, then try again.';
      return { verdict: 'still-accepted', before, after, why, at: null };
    }
    await wait(pause);
  }
}
