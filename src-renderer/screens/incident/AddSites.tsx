import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { addSites } from '../../stores/incidents/acts.ts';
import { count } from '../../words/count.ts';
import { SitePicker } from '../incidents/SitePicker.tsx';

/** More sites turned out to be hit: every step is then to be done on them, too. */
export function AddSites({ incident, opened, onClose }: { incident: Incident; opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add sites to the incident" size={560}>
      {opened && <Question incident={incident} onClose={onClose} />}
    </Modal>
  );
}

function Question({ incident, onClose }: { incident: Incident; onClose(): void }) {
  const [sites, setSites] = useState<string[]>([]);
  const [adding, setAdding] = useState(false);
  const submit = async (): Promise<void> => {
    setAdding(true);
    if (await addSites(incident.id, sites)) onClose();
    setAdding(false);
  };
  return (
    <div className="dialog">
      <p className="second">
        Every step is then to be done on them, too, containing first. A site can’t be taken out again.
      </p>
      <SitePicker
        label="Which sites?"
        chosen={sites}
        without={incident.sites.map(({ site }) => site)}
        onChange={setSites}
      />
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button disabled={adding || sites.length === 0} onClick={() => void submit()}>
          {sites.length === 0 ? 'Add sites' : `Add ${count(sites.length, 'site')}`}
        </Button>
      </div>
    </div>
  );
}
