import type { Drift } from '../../contract/drift.ts';
import { showDrift } from '../audit-report.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { readSelect, type SelectOptions } from '../select.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

const frame = ({ siteId: _siteId, ...row }: Drift): object => row;

export async function listDrift(invocation: Invocation, flags: SelectOptions): Promise<ExitCode> {
  const select = readSelect(flags);
  return withEngine<ExitCode>(invocation, async (engine) => {
    const { terminal } = invocation;
    await unlock(invocation, engine);
    const { drift, more } = await engine.call.audit.drift({ select });
    if (invocation.json) answer(terminal, { drift: drift.map(frame), more });
    else {
      showDrift(terminal, drift);
      const beyond = more > 0 ? ` and ${more} more that are not shown` : '';
      say(
        terminal,
        drift.length === 0 ? 'Nothing changed that was not seen.' : `${count(drift.length, 'change')}${beyond}.`,
      );
    }
    return 0;
  });
}

/** What is shown now was seen; what a look finds meanwhile was not. */
export async function seeDrift(invocation: Invocation, flags: SelectOptions): Promise<ExitCode> {
  const select = readSelect(flags);
  return withEngine<ExitCode>(invocation, async (engine) => {
    const { terminal } = invocation;
    await unlock(invocation, engine);
    const { drift } = await engine.call.audit.drift({ select });
    const siteIds = [...new Set(drift.map((one) => one.siteId))];
    const until = drift.reduce((newest, { at }) => (at > newest ? at : newest), '');
    const { seen } = siteIds.length === 0 ? { seen: 0 } : await engine.call.audit.seen({ siteIds, until });
    if (invocation.json) answer(terminal, { seen });
    else say(terminal, `Seen: ${count(seen, 'change')}.`);
    return 0;
  });
}
