import { ResaltError } from '../../contract/failures.ts';
import type { HostKeyView, Select, SiteTest } from '../../contract/sites.ts';
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
    if (!flags.fingerprint && !invocation.yes)
      return presentTests(invocation, await trustShown(invocation, engine, select));
    const fingerprints = flags.fingerprint ? { fingerprints: flags.fingerprint } : {};
    return presentTests(invocation, await engine.call.sites.trust({ select, replaceChanged, ...fingerprints }));
  });
}

/**
 * Shows the keys that are not pinned yet, asks, and pins exactly those; then again for servers behind a jump host, whose keys
 * can only be seen once the jump host is trusted.
 */
async function trustShown(invocation: Invocation, engine: Engine, select: Select): Promise<SiteTest[]> {
  const agreed = new Set<string>();
  for (;;) {
    const tests = await engine.call.sites.test({ select });
    const keys = unknownKeys(tests).filter((key) => !agreed.has(key.fingerprint + key.host + key.port));
    if (keys.length === 0) return tests;
    await agreeTo(invocation, keys);
    for (const key of keys) agreed.add(key.fingerprint + key.host + key.port);
    const fingerprints = keys.map((key) => key.fingerprint);
    await engine.call.sites.trust({ select, fingerprints, replaceChanged: false });
  }
}

async function agreeTo(invocation: Invocation, keys: HostKeyView[]): Promise<void> {
  const { terminal } = invocation;
  const cells = keys.map(({ host, port, keyType, fingerprint }) => [`${host}:${port}`, keyType, fingerprint]);
  table(terminal, terminal.err, ['Host', 'Key', 'Fingerprint'], cells);
  note(terminal, 'Compare them with what the hosts publish: whoever holds a key that you trust gets your credentials.');
  await consent(invocation, `Trust ${count(keys.length, 'key')}.`, keys.length);
}

function unknownKeys(tests: SiteTest[]): HostKeyView[] {
  const unknown = tests.flatMap((test) => test.hostKeys).filter((key) => key.state === 'unknown');
  return [...new Map(unknown.map((key) => [`${key.host} ${key.port} ${key.fingerprint}`, key])).values()];
}
