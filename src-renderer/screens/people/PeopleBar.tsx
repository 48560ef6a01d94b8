import { Button, Modal, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { PersonRow } from '../../../src-main/contract/people.ts';
import { Hints } from '../../components/Hints.tsx';
import { Key } from '../../components/Said.tsx';
import { joinPeople } from '../../stores/people/load.ts';
import { personName } from '../../stores/people/row.ts';
import { count } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';

/** Several rows that are one person are joined by hand, by their e-mail addresses. */
export function PeopleBar({ chosen, onNone }: { chosen: PersonRow[]; onNone(): void }) {
  const [joining, setJoining] = useState(false);
  if (chosen.length === 0) return <Hints hints={hints} />;
  const nameless = chosen.filter(({ emails }) => emails.length === 0).length;
  const why = nameless > 0 ? 'Only people with an e-mail address can be joined.' : 'Choose at least two.';
  const can = chosen.length > 1 && nameless === 0;
  return (
    <section className="action-bar" aria-label="Chosen people">
      <strong>{count(chosen.length, 'person', 'people')} chosen</strong>
      <span className="grow" />
      <Button variant="default" onClick={onNone} rightSection={<Key>Esc</Key>}>
        Choose none
      </Button>
      <Button disabled={!can} title={can ? '' : why} onClick={() => setJoining(true)}>
        They are one person…
      </Button>
      <Modal opened={joining} onClose={() => setJoining(false)} title="They are one person" size={460}>
        {joining && (
          <Join
            chosen={chosen}
            onClose={(done) => {
              setJoining(false);
              if (done) onNone();
            }}
          />
        )}
      </Modal>
    </section>
  );
}

function Join({ chosen, onClose }: { chosen: PersonRow[]; onClose(done: boolean): void }) {
  const emails = chosen.flatMap((row) => row.emails);
  const [name, setName] = useState(chosen.find((row) => row.name !== null)?.name ?? '');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    onClose(await joinPeople(emails, name.trim() === '' ? null : name.trim()));
  };
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      <p className="second">
        They stand in one row from now on, and an offboarding goes by all of these addresses. Nothing changes on a site.
      </p>
      <ul className="plan-sentences">
        {chosen.map((row) => (
          <li key={row.key}>
            <bdi>{plain(personName(row), 200)}</bdi>
          </li>
        ))}
      </ul>
      <TextInput
        data-autofocus
        label="What you call them (may be left out)"
        value={name}
        onChange={(event) => setName(event.target.value)}
        maxLength={100}
      />
      <div className="dialog-buttons">
        <Button variant="default" onClick={() => onClose(false)}>
          Leave them apart
        </Button>
        <Button type="submit">Join {count(emails.length, 'address', 'addresses')}</Button>
      </div>
    </form>
  );
}

const hints: [string, string][] = [
  ['j k', 'move'],
  ['x', 'choose'],
  ['Shift ↓', 'a range'],
  ['/', 'filter'],
  ['Esc', 'back'],
];
