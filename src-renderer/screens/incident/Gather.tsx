import { Button, Modal, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { LinesField } from '../../components/LinesField.tsx';
import type { Suspects } from '../../stores/incidents/timeline.ts';
import { localTime, localZone, readLocalTime } from '../../words/local-time.ts';
import { linesIn, wordsIn } from '../../words/typed.ts';

interface GatherProps {
  incident: Incident;
  opened: boolean;
  onClose(): void;
  gather(from: string | null, suspects: Suspects): Promise<boolean>;
}

/** Asks whom to look for, if anybody is suspected; what Resalt finds suspicious itself is marked anyway. */
export function Gather(props: GatherProps) {
  const { opened, onClose } = props;
  return (
    <Modal opened={opened} onClose={onClose} title="Read logs and activity" size={520}>
      {opened && <Question {...props} />}
    </Modal>
  );
}

const month = 30 * 86_400_000;

function Question({ incident, onClose, gather }: GatherProps) {
  const [from, setFrom] = useState(() => localTime(Date.parse(incident.noticedAt) - month));
  const [ips, setIps] = useState('');
  const [logins, setLogins] = useState('');
  const [paths, setPaths] = useState('');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onClose();
    void gather(readLocalTime(from), { ips: wordsIn(ips), logins: wordsIn(logins), paths: linesIn(paths, false) });
  };
  return (
    <form className="dialog" onSubmit={submit}>
      <p className="second">
        Reading changes nothing on a site. Users, files and logins that the audit finds suspicious are looked for by
        themselves; what you suspect besides, write here.
      </p>
      <TextInput
        type="datetime-local"
        label="From when on?"
        description={`Your own time (${localZone()}). Empty: as far back as there is.`}
        value={from}
        onChange={({ target }) => setFrom(target.value)}
      />
      <TextInput
        data-autofocus
        label="Suspicious addresses"
        placeholder="203.0.113.66"
        classNames={{ input: 'mono' }}
        value={ips}
        onChange={({ target }) => setIps(target.value)}
      />
      <TextInput
        label="Suspicious logins"
        placeholder="wpsys"
        value={logins}
        onChange={({ target }) => setLogins(target.value)}
      />
      <LinesField
        label="Suspicious files or paths, one a line"
        placeholder="/wp-content/uploads/2026/11/x.php"
        mono
        value={paths}
        onChange={setPaths}
      />
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit">Read it</Button>
      </div>
    </form>
  );
}
