import { Button, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { SessionKnowledge } from '../../../src-main/contract/session-policies.ts';
import { api } from '../../api.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { WholeNumber } from '../../components/WholeNumber.tsx';
import { failureOf } from '../../stores/failed.ts';
import { readList, readOffices, readRoles, writeOffices, writeRoles } from '../../words/knowledge.ts';

/** What the agency knows of its people and their addresses: by it a login is flagged, or is not. */
export function Knowledge() {
  const [stored, setStored] = useState<SessionKnowledge | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    api.knowledge.get.query({}).then(setStored, (error: unknown) => setFailure(failureOf(error)));
  }, []);
  return (
    <section className="panel settings-part knowledge" aria-label="What you know">
      <h2>What you know</h2>
      {failure && <FailureNote failure={failure} />}
      {stored ? <Fields stored={stored} /> : !failure && <p className="quiet">Reading…</p>}
    </section>
  );
}

function Fields({ stored }: { stored: SessionKnowledge }) {
  const [offices, setOffices] = useState(writeOffices(stored.offices));
  const [people, setPeople] = useState(stored.people.join('\n'));
  const [blocked, setBlocked] = useState(stored.blocked.join('\n'));
  const [roles, setRoles] = useState(writeRoles(stored.rolesNotHere));
  const [keepDays, setKeepDays] = useState(stored.keepDays);
  const [said, setSaid] = useState<Failure | string | null>(null);
  const [places, notHere] = [readOffices(offices), readRoles(roles)];
  const ready = 'read' in places && 'read' in notHere;

  const store = async (): Promise<void> => {
    if (!ready) return;
    const known = { offices: places.read, people: readList(people), blocked: readList(blocked) };
    try {
      await api.knowledge.set.mutate({ ...known, rolesNotHere: notHere.read, keepDays });
      setSaid('Stored. Logins are judged by it from now on.');
    } catch (error) {
      setSaid(failureOf(error));
    }
  };
  const field = (label: string, description: string, value: string, set: (text: string) => void, wrong?: string) => (
    <Textarea
      label={label}
      description={description}
      value={value}
      onChange={(event) => set(event.target.value)}
      error={wrong}
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
    />
  );
  return (
    <form
      className="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        void store();
      }}
    >
      {field(
        'Offices',
        'An address or range and its name, one a line: 203.0.113.0/24 Amsterdam. Logins from there raise no flags about places.',
        offices,
        setOffices,
        'wrong' in places ? places.wrong : undefined,
      )}
      {field('People who travel', 'E-mail addresses, one a line. Where they are raises no flags.', people, setPeople)}
      {field(
        'Blocked addresses',
        'Addresses or ranges, one a line. Each login from there is flagged.',
        blocked,
        setBlocked,
      )}
      {field(
        'Roles nobody should have',
        'One a line: shop_manager, or administrator on client Acme, or administrator on tag shop.',
        roles,
        setRoles,
        'wrong' in notHere ? notHere.wrong : undefined,
      )}
      <WholeNumber
        label="Keep ended logins for"
        description="Days after which a login that is gone leaves this machine’s history."
        min={1}
        max={3650}
        value={keepDays}
        onChange={setKeepDays}
      />
      <Button type="submit" disabled={!ready}>
        Store what you know
      </Button>
      {typeof said === 'string' && <p role="status">{said}</p>}
      {said !== null && typeof said !== 'string' && <FailureNote failure={said} />}
    </form>
  );
}
