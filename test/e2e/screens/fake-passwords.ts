import type { ExportedPasswords, NewPassword } from '../../../src-main/contract/new-passwords.ts';
import { refuse } from './fake-failure.ts';
import type { FakeRun } from './fake-run.ts';

/** New passwords of runs, one a site; those that are shown once are forgotten with it. */
export class FakePasswords {
  private readonly taken = new Set<string>();

  call(path: string, { run: id }: { run: string }, run: FakeRun): unknown {
    const all = this.of(id, run);
    const once = run.order?.operation === 'ResetPasswords' && run.order.keep === 'once';
    if (path === 'newPasswords.status') return { kept: all.length, once };
    if (path === 'newPasswords.export') {
      const held: ExportedPasswords = { run: id, at: new Date().toISOString(), passwords: all };
      return { file: `sealed ${held.passwords.length}`, count: all.length };
    }
    if (!once) return refuse('NOT_ALLOWED_HERE', 'This run keeps its passwords in the vault.', 'never');
    this.taken.add(id);
    return all;
  }

  private of(id: string, run: FakeRun): NewPassword[] {
    const { order, summary } = run;
    if (order?.operation !== 'ResetPasswords' || summary.dryRun || this.taken.has(id)) return [];
    return run
      .sites()
      .filter(({ outcome }) => outcome === 'changed')
      .map(({ site, url }) => ({ site, url, user: 'anna', userId: 1, password: `new-${site}`, readBack: true }));
  }
}
