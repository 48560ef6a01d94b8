import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { StateMark } from '../../components/StateMark.tsx';
import { type KeyOfSites, trustKeys, useAccess } from '../../stores/access.ts';
import { count } from '../../words/count.ts';

/** The loudest thing on the screen: a server that is not the one that was trusted. Each is settled by itself. */
export function ChangedKeys({ keys }: { keys: KeyOfSites[] }) {
  return (
    <section className="changed-keys" aria-label="Changed host keys" role="alert">
      <StateMark tone="danger" word="HOST KEY CHANGED" loud />
      <p>
        {count(keys.length, 'server')} answered with another key than the one you trusted. Either it was set up anew, or
        somebody stands between you and it. Nothing was sent to it.
      </p>
      <ul>
        {keys.map((key) => (
          // What was confirmed of one fingerprint says nothing of the next.
          <ChangedKey key={`${key.host}:${key.port} ${key.fingerprint}`} changed={key} />
        ))}
      </ul>
    </section>
  );
}

function ChangedKey({ changed }: { changed: KeyOfSites }) {
  const [asking, setAsking] = useState(false);
  const [sure, setSure] = useState(false);
  const working = useAccess((state) => state.working !== null);
  const server = `${changed.host}:${changed.port}`;
  const ask = (): void => {
    setSure(false);
    setAsking(true);
  };
  const replace = (): void => {
    setAsking(false);
    void trustKeys(changed.sites, [changed.fingerprint], true);
  };
  return (
    <li className="changed-key">
      <span className="strong">{server}</span>
      <span className="mono">
        now {changed.keyType} {changed.fingerprint}
      </span>
      <span className="second">{count(changed.sites.length, 'site')}</span>
      <button type="button" className="quiet-button" onClick={ask}>
        Replace its key…
      </button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Replace the trusted key of ${server}`} size={560}>
        <div className="dialog">
          <p>The key it shows now:</p>
          <p className="mono fingerprint">{changed.fingerprint}</p>
          <p className="second">
            Ask whoever runs the server, by another way than this network, whether they gave it a new key and whether
            this is it. If nobody knows of it, leave it and treat the server as attacked.
          </p>
          <Checkbox
            checked={sure}
            onChange={(event) => setSure(event.target.checked)}
            label="The owner of the server confirmed exactly this fingerprint"
          />
          <div className="dialog-buttons">
            <Button variant="default" onClick={() => setAsking(false)}>
              Leave it
            </Button>
            <Button color="red" disabled={!sure || working} onClick={replace}>
              Replace the key
            </Button>
          </div>
        </div>
      </Modal>
    </li>
  );
}
