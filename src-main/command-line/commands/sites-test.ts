import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { presentTests } from '../present-tests.ts';
import { readSelect, type SelectOptions } from '../select.ts';
import { unlock } from '../unlock.ts';

export async function testSites(invocation: Invocation, flags: SelectOptions): Promise<ExitCode> {
  const select = readSelect(flags);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    return presentTests(invocation, await engine.call.sites.test({ select }));
  });
}
