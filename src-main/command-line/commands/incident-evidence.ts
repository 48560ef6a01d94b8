import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkArchive } from '../../store/evidence/archive/check-archive.ts';
import type { ExitCode } from '../exit-codes.ts';
import { incidentCalled } from '../incident-called.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { table } from '../table.ts';
import { answer, note, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count, dateTime } from '../words.ts';

interface Flags {
  site?: string[];
}

const gather = (text: string, before: string[] = []): string[] => [...before, text];

/** `resalt incident evidence …`: what is kept of an incident, whether it is whole, and a signed archive of it. */
export function registerIncidentEvidence(incident: Command, register: Register): void {
  const evidence = incident.command('evidence').description('what is kept of the sites, sealed on this machine');
  const named = (command: Command) =>
    command
      .argument('<incident>', 'its id or its whole name')
      .option('--site <name>', 'only of this site (repeatable)', gather);
  register(named(evidence.command('list').description('every piece with its hash')), list);
  register(named(evidence.command('verify').description('open and hash every piece')), verifyAll);
  const out = evidence.command('export').description('a signed archive (tar); it is not encrypted');
  register(named(out).argument('<file>', 'a new file'), exportTo);
  const check = evidence
    .command('check')
    .description('whether an archive is whole, and whose; needs no vault and no incident')
    .argument('<file>')
    .option('--signed-by <fingerprint>', 'as whoever exported it told you: SHA256:…');
  register(check, checkFile);
}

const sitesOf = ({ site }: Flags) => (site ? { sites: site } : {});

async function on(
  invocation: Invocation,
  named: string,
  work: (engine: Engine, incident: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withEngine(invocation, async (engine) => {
    await unlock(invocation, engine);
    return work(engine, (await incidentCalled(engine, named)).id);
  });
}

function list(invocation: Invocation, { site }: Flags, named: string): Promise<ExitCode> {
  const { terminal, json } = invocation;
  return on(invocation, named, async ({ call }, incident) => {
    const items = (await call.evidence.list({ incident })).filter((item) => site?.includes(item.site) ?? true);
    if (json) answer(terminal, { evidence: items });
    else {
      const head = ['Site', 'Kind', 'Name', 'Bytes', 'Count', 'Read', 'SHA-256', 'Lacks'];
      const rows = items.map((item) => [
        ...[item.site, item.kind, item.name.split('/').slice(2).join('/'), String(item.bytes)],
        ...[item.count === null ? '' : String(item.count), dateTime(item.endedAt), item.sha256],
        item.lacks === null ? '' : { text: item.lacks, style: 'yellow' as const },
      ]);
      table(terminal, terminal.out, head, rows);
      if (items.length === 0) say(terminal, 'No evidence is kept of it yet.');
    }
    return 0;
  });
}

function verifyAll(invocation: Invocation, flags: Flags, named: string): Promise<ExitCode> {
  const { terminal, json } = invocation;
  return on(invocation, named, async ({ call }, incident) => {
    const { whole, damaged } = await call.evidence.verify({ incident, ...sitesOf(flags) });
    if (json) answer(terminal, { whole, damaged });
    else {
      for (const { id, why } of damaged) say(terminal, `${id}: ${why}`, 'red');
      say(terminal, `${count(whole, 'piece')} whole, ${damaged.length} damaged.`, damaged.length > 0 ? 'red' : null);
    }
    return damaged.length > 0 || whole === 0 ? 1 : 0;
  });
}

function exportTo(invocation: Invocation, flags: Flags, named: string, [, given = '']: string[]): Promise<ExitCode> {
  const { terminal, json } = invocation;
  const file = resolve(terminal.cwd, given);
  return on(invocation, named, async ({ call }, incident) => {
    const exported = await call.evidence.export({ incident, file, ...sitesOf(flags) });
    if (json) answer(terminal, exported);
    else {
      say(terminal, `${exported.file}: ${exported.bytes} bytes, SHA-256 ${exported.sha256}.`);
      say(terminal, `Signed by ${exported.signedBy}. Tell this to whoever gets the archive, by another way.`);
      if (exported.missing > 0)
        note(
          terminal,
          `${count(exported.missing, 'thing')} could not be kept: see "missing" in its manifest.`,
          'yellow',
        );
      note(
        terminal,
        'It is not encrypted and holds password hashes, keys and personal data: keep it as you keep those.',
        'yellow',
      );
    }
    return 0;
  });
}

async function checkFile(
  { terminal, json }: Invocation,
  { signedBy }: { signedBy?: string },
  given: string,
): Promise<ExitCode> {
  const checked = await checkArchive(resolve(terminal.cwd, given));
  const isTheirs = signedBy === undefined || sameKey(signedBy, checked.signedBy);
  const { manifest, problems, pieces, bytes } = checked;
  const about = manifest && {
    incident: manifest.incident,
    exportedAt: manifest.exportedAt,
    by: manifest.by,
    missing: manifest.missing,
  };
  const whole = checked.whole && isTheirs;
  if (json)
    answer(terminal, {
      whole,
      signedBy: checked.signedBy,
      asTold: signedBy === undefined ? null : isTheirs,
      pieces,
      bytes,
      problems,
      ...about,
    });
  else {
    for (const problem of problems) say(terminal, problem, 'red');
    if (!isTheirs) say(terminal, `It is signed by ${checked.signedBy ?? 'nobody'}, not by ${signedBy}.`, 'red');
    if (about) say(terminal, `Incident ${about.incident}, exported ${about.exportedAt} by ${about.by}.`);
    if (whole)
      say(terminal, `Whole: ${count(pieces, 'piece')}, ${bytes} bytes, signed by ${checked.signedBy}.`, 'green');
    for (const { site, what, why } of about?.missing.slice(0, 20) ?? [])
      note(terminal, `Not in it: ${site} ${what}: ${why}`, 'yellow');
    if (about && about.missing.length > 20) note(terminal, `and ${about.missing.length - 20} more`, 'yellow');
    if (whole && signedBy === undefined)
      note(
        terminal,
        'Anybody can sign with a key of their own: compare the fingerprint with what you were told (--signed-by).',
        'yellow',
      );
  }
  return whole ? 0 : 1;
}

const sameKey = (told: string, found: string | null) =>
  found !== null &&
  told
    .trim()
    .replace(/^SHA256:/i, '')
    .replace(/=+$/, '') === found.replace(/^SHA256:/, '');
