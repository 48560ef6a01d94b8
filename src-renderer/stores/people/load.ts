import { useEffect } from 'react';
import { create } from 'zustand';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { PersonRow } from '../../../src-main/contract/people.ts';
import { api } from '../../api.ts';
import { useAudits } from '../audit/load.ts';
import { ask } from '../calls.ts';
import { failureOf } from '../failed.ts';
import { useFleet } from '../fleet.ts';

export interface People {
  /** null until they were read. */
  people: PersonRow[] | null;
  /** Sites of which no audit is known: their administrators may be missing. */
  unknown: string[];
  reading: boolean;
  failure: Failure | null;
}
const nothing: People = { people: null, unknown: [], reading: false, failure: null };
export const usePeople = create<People>()(() => nothing);
let turn = 0;

/** Reads everybody who is known on any site, from this machine. A reading that is begun meanwhile ends this one. */
export async function readPeople(): Promise<void> {
  const mine = ++turn;
  usePeople.setState({ reading: true });
  try {
    const select = { all: true } as const;
    let page = await api.people.list.query({ select });
    const people = [...page.people];
    while (page.next !== null && mine === turn) {
      page = await api.people.list.query({ select, page: page.next });
      people.push(...page.people);
    }
    if (mine === turn) usePeople.setState({ people, unknown: page.unknown, reading: false, failure: null });
  } catch (error) {
    if (mine === turn) usePeople.setState({ reading: false, failure: failureOf(error) });
  }
}

/** They are one person from now on; the first address is the one they go by. */
export async function joinPeople(emails: string[], name: string | null): Promise<boolean> {
  const done = await ask('join them', () => api.people.join.mutate({ emails, name }));
  if (done) await readPeople();
  return done !== undefined;
}

export async function splitPerson(emails: string[]): Promise<void> {
  if (await ask('take them apart', () => api.people.split.mutate({ emails }))) await readPeople();
}

/** Everybody, read when first shown and again when an audit or a run can have changed it. */
export function useFreshPeople(): People {
  const people = usePeople();
  const audited = useAudits((state) => state.readAt);
  const ended = useFleet((state) => state.runs.filter(({ endedAt }) => endedAt !== null).length);
  const sites = useFleet((state) => state.sites.size);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these may have changed who is known
  useEffect(() => {
    void readPeople();
  }, [audited, ended, sites]);
  return people;
}

/** Names of people leave the window when the vault locks. */
useFleet.subscribe(({ vault }, before) => {
  if (before.vault?.state !== 'unlocked' || vault?.state === 'unlocked') return;
  turn++;
  usePeople.setState(nothing);
});
