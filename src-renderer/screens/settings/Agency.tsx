import { Button, Textarea, TextInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { Agency as Stored } from '../../../src-main/contract/reports.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { failureOf } from '../../stores/failed.ts';
import { engine } from '../../stores/incidents/engine.ts';

/** In whose name reports of incidents are written. */
export function Agency() {
  const [stored, setStored] = useState<Stored | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    engine.reports.getAgency.query({}).then(setStored, (error: unknown) => setFailure(failureOf(error)));
  }, []);
  return (
    <section className="panel settings-part" aria-label="Your agency">
      <h2>Your agency</h2>
      <p className="second">Reports and letters of incidents are written in this name.</p>
      {failure && <FailureNote failure={failure} />}
      {stored ? <Fields stored={stored} /> : !failure && <p className="quiet">Reading…</p>}
    </section>
  );
}

const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

function Fields({ stored }: { stored: Stored }) {
  const [agency, setAgency] = useState(stored);
  const [said, setSaid] = useState<Failure | string | null>(null);
  const set = (change: Partial<Stored>): void => {
    setAgency({ ...agency, ...change });
    setSaid(null);
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!isColour(agency.colour)) return;
    try {
      setAgency(await engine.reports.setAgency.mutate({ agency }));
      setSaid('Stored. The next report has it.');
    } catch (error) {
      setSaid(failureOf(error));
    }
  };
  return (
    <form className="settings-form" onSubmit={(event) => void submit(event)} noValidate>
      <TextInput
        label="Name"
        maxLength={100}
        value={agency.name}
        onChange={({ target }) => set({ name: target.value })}
      />
      <TextInput
        label="Colour"
        description="Of headings and lines. Where it is too light to read, dark text is used."
        error={isColour(agency.colour) ? undefined : 'A colour such as #1a5fb4.'}
        value={agency.colour}
        onChange={({ target }) => set({ colour: target.value })}
        rightSection={
          <input
            type="color"
            className="colour-field"
            aria-label="Choose the colour"
            value={isColour(agency.colour) ? agency.colour : '#000000'}
            onChange={({ target }) => set({ colour: target.value })}
          />
        }
      />
      <Textarea
        label="Contact"
        description="Address, telephone, e-mail: as it shall stand under each report."
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        value={agency.contact}
        onChange={({ target }) => set({ contact: target.value })}
      />
      {typeof said === 'string' && (
        <p className="second" role="status">
          {said}
        </p>
      )}
      {said !== null && typeof said !== 'string' && <FailureNote failure={said} doing="store it" />}
      <div className="row">
        <Button type="submit" variant="default">
          Store
        </Button>
      </div>
    </form>
  );
}
