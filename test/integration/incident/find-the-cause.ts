import { expect } from 'vitest';
import { z } from 'zod';
import { timelineEntry, timelineReading } from '../../../src-main/contract/timeline.ts';
import { backdoor } from '../../fleet/breach/accounts.ts';
import { attackersAddress } from '../../fleet/breach/attacker.ts';
import { shellPath } from '../../fleet/breach/files.ts';
import type { ByCommandLine } from './by-command-line.ts';
import { person } from './person.ts';

const entry = timelineEntry.omit({ siteId: true });
const line = z.object({
  readings: z.array(timelineReading.omit({ siteId: true })),
  entries: z.array(entry),
  entryPoints: z.array(entry),
});

export const cause = `A guessed password; then ${shellPath} was asked for from ${attackersAddress}.`;

/** What the person does about "Find out how they came in": has the time line gathered, reads it from where it may have begun, writes the cause down. */
export async function findTheCause(hand: ByCommandLine, name: string): Promise<void> {
  const suspects = ['--suspect-path', shellPath, '--suspect-login', backdoor];
  const said = await hand.ask(['incident', 'timeline', name, '--gather', ...suspects, '--marked'], [0, 1]);
  const { readings, entries, entryPoints } = line.parse(said);
  // The server's own, and what the containment kept of it: all of it was read.
  const logs = readings.filter(({ source }) => source === 'access-log');
  expect(logs.filter(({ from }) => !from.includes('kept as evidence')).map(({ lacks }) => lacks)).toEqual([null]);
  expect(logs.filter(({ lacks }) => lacks !== null)).toEqual([]);
  expect(entries.some(({ ip, what }) => ip === attackersAddress && what.includes(shellPath))).toBe(true);
  expect(entries.some(({ who, what }) => who === backdoor || what.includes(backdoor))).toBe(true);
  const [first] = entryPoints;
  if (!first) throw new Error('the time line says nothing of where it began');
  await hand.say(['incident', 'cause', name, '--by', person, '--text', cause, '--since', first.at]);
}
