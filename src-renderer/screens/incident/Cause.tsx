import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { When } from '../../components/Said.tsx';
import { writeCause } from '../../stores/incidents/acts.ts';
import { localTime, localZone, readLocalTime } from '../../words/local-time.ts';
import { plain } from '../../words/plain.ts';
import { exact } from '../../words/time.ts';
import type { Asking } from './NameAndNote.tsx';

/** The step that is done by writing down the cause (src-main/incidents/checklist/clean.ts). */
export const causeStep = 'entry-point';

/** How they came in, as a person wrote it down. */
export function Cause({ incident: { cause }, onAnew }: { incident: Incident; onAnew(): void }) {
  return (
    <section className="cause" aria-label="How they came in">
      <h3>How they came in</h3>
      {cause ? (
        <>
          <p>
            <bdi>{plain(cause.text, 2000)}</bdi>{' '}
            <span className="quiet small">
              {cause.entryAt !== null && <>They came in {exact(cause.entryAt)}. </>}
              Written by <bdi>{plain(cause.by, 100)}</bdi>, <When at={cause.at} />
            </span>
          </p>
          <button type="button" className="quiet-button" onClick={onAnew}>
            Write it anew…
          </button>
        </>
      ) : (
        <p className="second">
          Not known yet. The time line beside shows what servers and sites remember; what belongs to the attacker is
          marked, the earliest on top.
        </p>
      )}
    </section>
  );
}

/** Asks for the cause; writing it down is what ticks the step. */
export function askCause({ id, cause }: Incident): Asking {
  let entryAt = cause?.entryAt ?? null;
  return {
    title: 'How they came in',
    about:
      'As far as you know. What you only suppose, say so; if it can’t be found, say that. It stands in the reports.',
    label: 'The cause',
    placeholder: 'An old plugin with a known hole let them upload a file …',
    button: 'Write it down',
    fields: (
      <EntryTime
        at={entryAt}
        onChange={(at) => {
          entryAt = at;
        }}
      />
    ),
    onSay: (by, text) => writeCause(id, by, text, entryAt),
  };
}

function EntryTime({ at, onChange }: { at: string | null; onChange(at: string | null): void }) {
  const [text, setText] = useState(at === null ? '' : localTime(Date.parse(at)));
  return (
    <TextInput
      type="datetime-local"
      label="When did they come in?"
      description={`Your own time (${localZone()}). Empty: not known.`}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        onChange(readLocalTime(target.value));
      }}
    />
  );
}
