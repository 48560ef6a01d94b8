import { ResaltError } from '../../contract/failures.ts';
import { consent, needConsent } from '../consent.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { readSelect, type SelectOptions } from '../select.ts';
import { answer, note, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

export interface RemoveFlags extends SelectOptions {
  force?: boolean;
}

export async function removeSites(invocation: Invocation, flags: RemoveFlags): Promise<ExitCode> {
  const select = readSelect(flags);
  needConsent(invocation);
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const rows = await engine.call.sites.list({ select });
    if (rows.length === 0) throw new ResaltError('INPUT_INVALID', 'No site fits this selection.', 'never');
    const sites = count(rows.length, 'site');
    if (!invocation.yes) for (const { site } of rows) note(terminal, `  ${site.name}`);
    await consent(
      invocation,
      `Forget ${sites} and their credentials. The sites themselves are not touched${flags.force ? ': what is closed to visitors stays closed, and what stood at .maintenance before is lost' : ''}.`,
      rows.length,
    );
    const { removed } = await engine.call.sites.remove({ select, closedToo: flags.force ?? false });
    if (invocation.json) answer(terminal, { removed });
    else say(terminal, `${count(removed.length, 'site')} forgotten, with their credentials.`);
    return removed.length === rows.length ? 0 : 1;
  });
}
