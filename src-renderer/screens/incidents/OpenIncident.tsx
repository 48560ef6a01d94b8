import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { openIncident, useWho } from '../../stores/incidents/acts.ts';
import { count } from '../../words/count.ts';
import { localTime, localZone, readLocalTime } from '../../words/local-time.ts';
import { SitePicker } from './SitePicker.tsx';

interface OpenIncidentProps {
  /** Names of the sites that are chosen already. */
  sites: string[];
  opened: boolean;
  onClose(): void;
}

/** Asks what happened, where and when, and opens an incident. Nothing is done to a site by that. */
export function OpenIncident({ sites, opened, onClose }: OpenIncidentProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Open an incident" size={600}>
      {opened && <Question chosen={sites} onClose={onClose} />}
    </Modal>
  );
}

/** Characters of a name, as the engine takes it. */
const longest = 100;

const today = (): string => new Date().toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** Once the errors are drawn: in a small window the field may be out of sight. */
const focusFirstWrong = (): void => document.querySelector<HTMLElement>('[role=dialog] [aria-invalid=true]')?.focus();

function Question({ chosen, onClose }: { chosen: string[]; onClose(): void }) {
  const [sites, setSites] = useState(chosen);
  const [name, setName] = useState(chosen.length === 1 ? `${chosen[0]}, ${today()}`.slice(0, longest) : '');
  const [owner, setOwner] = useState(useWho.getState().name);
  const [symptoms, setSymptoms] = useState('');
  const [noticed, setNoticed] = useState(() => localTime(Date.now()));
  const [tried, setTried] = useState(false);
  const [opening, setOpening] = useState(false);
  const noticedAt = readLocalTime(noticed);
  const wrong = {
    sites: sites.length === 0 && 'Choose at least one site.',
    name: name.trim() === '' && 'Give it a name, so that it can be told from others.',
    owner: owner.trim() === '' && 'Who is in charge? A person’s name.',
    symptoms: symptoms.trim().length < 3 && 'Write down what was seen. One sentence will do.',
    noticed:
      (noticedAt === null && 'A day and a time.') ||
      (noticedAt !== null && Date.parse(noticedAt) > Date.now() + 60_000 && 'That is still to come.'),
  };
  const said = (field: keyof typeof wrong) => (tried && wrong[field]) || undefined;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (noticedAt === null || Object.values(wrong).some(Boolean)) {
      setTimeout(focusFirstWrong, 0);
      return;
    }
    setOpening(true);
    const what = { name: name.trim(), owner: owner.trim(), symptoms: symptoms.trim(), noticedAt, select: { sites } };
    if (await openIncident(what)) onClose();
    setOpening(false);
  };
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)} noValidate>
      <p className="second">
        From here on everything is written down with its time. Opening it changes nothing on a site: the first step that
        does shows its plan first.
      </p>
      <TextInput
        data-autofocus
        label="What shall it be called?"
        placeholder="Acme shop sends visitors elsewhere"
        maxLength={longest}
        value={name}
        error={said('name')}
        onChange={({ target }) => setName(target.value)}
      />
      <SitePicker
        label={sites.length === 0 ? 'Which sites?' : `Which sites? ${count(sites.length, 'site')} chosen`}
        chosen={sites}
        onChange={setSites}
        error={said('sites')}
      />
      <Textarea
        label="What was seen?"
        description="Your own words. It stands in the reports, so no passwords."
        placeholder="Visitors from Google land on a shop for pills. Nobody of us changed anything."
        autosize
        minRows={2}
        maxRows={6}
        maxLength={4000}
        value={symptoms}
        error={said('symptoms')}
        onChange={({ target }) => setSymptoms(target.value)}
      />
      <div className="two-fields">
        <TextInput
          type="datetime-local"
          label="When was it noticed?"
          description={`Your own time (${localZone()})`}
          value={noticed}
          error={said('noticed')}
          onChange={({ target }) => setNoticed(target.value)}
        />
        <TextInput
          label="Who is in charge?"
          description="A person’s name; it can be you"
          autoComplete="name"
          maxLength={100}
          value={owner}
          error={said('owner')}
          onChange={({ target }) => setOwner(target.value)}
        />
      </div>
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" disabled={opening}>
          {opening ? 'Opening…' : 'Open the incident'}
        </Button>
      </div>
    </form>
  );
}
