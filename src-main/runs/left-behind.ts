import { z } from 'zod';
import type { RunSummary } from '../contract/runs.ts';
import { credentialId } from '../contract/sites.ts';
import { piecesOfChoice } from '../operations/steps/sealed-choice.ts';
import type { Marks } from '../operations/story.ts';
import type { CredentialId, Vault } from '../vault/vault-types.ts';

/** What the attempts of a run have put into the vault, beside its choice (`options.chosen`) or its order (`options.order`). */
export const leftBehind = z.object({
  canaries: z.array(credentialId),
  /** Files as they were before the run replaced them. */
  oldFiles: z.array(credentialId),
  /** New passwords of people, until somebody took or exported and forgot them. */
  passwords: z.array(credentialId).optional(),
  /** When it was last gone on with, ISO 8601 UTC. */
  resumedAt: z.string().optional(),
});
export type LeftBehind = z.infer<typeof leftBehind>;

/** Adds what an attempt has marked: a later attempt's marks take the place of these, its secrets do not. */
export function noteLeft(left: LeftBehind, marks: Marks): void {
  const { canaries, oldFiles } = left;
  const { salts, wpCli, canary, before, passwords, databasePassword, quarantine, visitors, hardened } = marks;
  const add = (to: CredentialId[], id: CredentialId) => void (to.includes(id) || to.push(id));
  if (canary) add(canaries, canary.sealed);
  if (databasePassword) add(canaries, databasePassword.sealed);
  if (visitors?.pass) add(canaries, visitors.pass);
  for (const { backup } of hardened?.files ?? []) if (backup) add(oldFiles, backup);
  if (visitors?.kept) add(oldFiles, visitors.kept);
  const changed = databasePassword?.edits ?? [];
  for (const { backup } of [...(salts?.edits ?? []), ...changed, ...(wpCli ? [wpCli] : [])]) add(oldFiles, backup);
  for (const id of [...(before ?? []), ...(quarantine ?? []).flatMap(({ pieces }) => pieces)]) add(oldFiles, id);
  if (passwords)
    left.passwords = [...new Set([...(left.passwords ?? []), ...passwords.of.map(({ sealed }) => sealed)])];
}

/** Days for which a choice and a canary wait for the run to be gone on with. */
export const choiceKeptDays = 30;
const planKeptDays = 1;
const dayMs = 86_400_000;

/**
 * What of a run no one needs any more (docs/decisions/0014): choice and canaries when nothing is left that could be retried or
 * resumed, or after 30 days (of one that was interrupted: since somebody began it or went on with it); old files and new passwords after `keepOldFilesDays`, but not while a site is in doubt, which they would be put back on.
 */
export function overdue(
  run: RunSummary,
  left: LeftBehind,
  keepOldFilesDays: number,
  now: Date,
): { choice: CredentialId | null; canaries: CredentialId[]; oldFiles: CredentialId[]; passwords: CredentialId[] } {
  const over = run.state === 'finished' || run.state === 'interrupted';
  const days = (now.getTime() - Date.parse(run.endedAt ?? left.resumedAt ?? run.startedAt)) / dayMs;
  const { failed, unreachable, cancelled, uncertain } = run.totals;
  const settled = run.state === 'finished' && failed + unreachable + cancelled + uncertain === 0;
  // The plan of an order is what a person then has done (orders.begin).
  const plan = run.dryRun && run.options.order !== undefined && days < planKeptDays;
  const waits = !over || plan || (!settled && days < choiceKeptDays);
  const inDoubt = run.state !== 'finished' || uncertain > 0;
  return {
    choice: waits ? null : (run.options.chosen ?? run.options.order ?? null),
    canaries: waits ? [] : left.canaries,
    oldFiles: inDoubt || days < keepOldFilesDays ? [] : left.oldFiles,
    passwords: inDoubt || days < keepOldFilesDays ? [] : (left.passwords ?? []),
  };
}

/**
 * Takes out of the vault what is overdue. `tell` hears of each run that loses old files or new passwords before they go: where it fails, or the vault
 * is locked on the way, nothing has gone unnoticed. Needs the vault open: a choice names its pieces inside.
 */
export async function forgetOverdue(
  runs: readonly { run: RunSummary; left: LeftBehind }[],
  vault: Pick<Vault, 'ids' | 'open' | 'forget'>,
  keepOldFilesDays: number,
  now: Date,
  tell: (run: string, files: number, passwords: number) => Promise<unknown>,
): Promise<void> {
  const there = new Set(await vault.ids());
  for (const { run, left } of runs) {
    const { choice, canaries, oldFiles, ...more } = overdue(run, left, keepOldFilesDays, now);
    const files = oldFiles.filter((id) => there.has(id));
    const passwords = more.passwords.filter((id) => there.has(id));
    const pieces = choice !== null && there.has(choice) ? await piecesOfChoice(vault, choice) : [];
    if (files.length + passwords.length > 0) await tell(run.id, files.length, passwords.length);
    // The piece that names the others goes last: what a crash leaves of a choice is found again.
    const going = [...canaries.filter((id) => there.has(id)), ...files, ...passwords, ...pieces];
    if (going.length > 0) await vault.forget(...going);
  }
}
