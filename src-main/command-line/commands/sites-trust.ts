import { ResaltError } from '../../contract/failures.ts';
import type { HostKeyView, SiteTest } from '../../contract/sites.ts';
import { consent, needConsent } from '../consent.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import { presentTests } from '../present-tests.ts';
import { readSelect, type SelectOptions } from '../select.ts';
import { table } from '../table.ts';
import { note } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

interface Flags extends SelectOptions {
  fingerprint?: string[];
  replaceChanged?: boolean;
}

/** Pins host keys: those named by --fingerprint; or, with --yes, those that answer now; or those shown and agreed to. */
export async function trustSites(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  const select = readSelect(flags);
  const replaceChanged = flags.replaceChanged ?? false;
  if (replaceChanged && !flags.fingerprint) {
    const message = '--replace-changed needs the new key by --fingerprint, as the host confirmed it to you.';
    throw new ResaltError('INPUT_INVALID', message, 'never');
  }
  if (!flags.fingerprint) needConsent(invocation, ', or name the keys with --fingerprint');
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const asks = !flags.fingerprint && !invocation.yes;
    const fingerprints = asks ? await agreedKeys(invocation, engine, select) : flags.fingerprint;
    const trusted = await engine.call.sites.trust({
      select,
      replaceChanged,
      ...(fingerprints ? { fingerprints } : {}),
    });
    return presentTests(invocation, trusted);
  });
}

/** Shows the keys that are not pinned yet and asks; what is pinned afterwards is exactly what was shown. */
async function agreedKeys(
  invocation: Invocation,
  engine: Engine,
  select: ReturnType<typeof readSelect>,
): Promise<string[]> {
  const { terminal } = invocation;
  const unknown = unknownKeys(await engine.call.sites.test({ select }));
  if (unknown.length === 0) return [];
  const cells = unknown.map(({ host, port, keyType, fingerprint }) => [`${host}:${port}`, keyType, fingerprint]);
  table(terminal, terminal.err, ['Host', 'Key', 'Fingerprint'], cells);
  note(terminal, 'Compare them with what the hosts publish: whoever holds a key that you trust gets your credentials.');
  await consent(invocation, `Trust ${count(unknown.length, 'key')}.`, unknown.length);
  return unknown.map((key) => key.fingerprint);
}

function unknownKeys(tests: SiteTest[]): HostKeyView[] {
  const unknown = tests.flatMap((test) => test.hostKeys).filter((key) => key.state === 'unknown');
  return [...new Map(unknown.map((key) => [`${key.host} ${key.port} ${key.fingerprint}`, key])).values()];
}
