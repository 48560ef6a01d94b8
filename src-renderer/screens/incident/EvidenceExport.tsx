import { Button, Modal, TextInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { api } from '../../api.ts';
import { Copy } from '../../components/Copy.tsx';
import { FailureNote } from '../../components/FailureNote.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { failureOf } from '../../stores/failed.ts';
import { engine } from '../../stores/incidents/engine.ts';
import { bytes, shortHash } from '../../words/evidence.ts';

interface EvidenceExportProps {
  incident: Incident;
  opened: boolean;
  onClose(): void;
}

/** Writes what is kept into a signed archive on this machine, after saying what that is. */
export function EvidenceExport({ incident, opened, onClose }: EvidenceExportProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Export the evidence" size={520}>
      {opened && <Exporting incident={incident} onClose={onClose} />}
    </Modal>
  );
}

type Exported = { file: string; bytes: number; sha256: string; signedBy: string };

function Exporting({ incident, onClose }: { incident: Incident; onClose(): void }) {
  const [file, setFile] = useState('');
  const [inBrowser, setInBrowser] = useState(false);
  const [said, setSaid] = useState<Exported | Failure | 'writing' | null>(null);
  useEffect(() => {
    api.app.info.query({}).then(
      ({ carrier }) => setInBrowser(carrier === 'browser'),
      () => setInBrowser(false),
    );
  }, []);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setSaid('writing');
    try {
      setSaid(await engine.evidence.export.mutate({ incident: incident.id, file: file.trim() }));
    } catch (error) {
      setSaid(failureOf(error));
    }
  };
  const done = said !== null && said !== 'writing' && 'sha256' in said ? said : null;
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      <p className="failure-note export-note">
        <span>
          <strong>The archive is not encrypted.</strong> It holds password hashes and people’s data. Give it only to
          whom you would give the site’s database.
        </span>
      </p>
      {inBrowser ? (
        <p>
          From a browser no file of this machine is written. On the machine where Resalt runs:{' '}
          <span className="mono block">resalt incident evidence export {incident.id} FILE</span>
        </p>
      ) : (
        <TextInput
          data-autofocus
          label="New file"
          description="The whole path on this machine; the file must not be there yet."
          placeholder="/home/you/acme-evidence.tar"
          classNames={{ input: 'mono' }}
          value={file}
          onChange={({ target }) => setFile(target.value)}
        />
      )}
      {said !== null && said !== 'writing' && 'code' in said && (
        <FailureNote failure={said} doing="export the evidence" />
      )}
      {done && (
        <div role="status">
          <p>
            <StateMark tone="proven" word="Written" /> <bdi className="mono">{done.file}</bdi>, {bytes(done.bytes)}
          </p>
          <p>
            Hash{' '}
            <Copy text={done.sha256} label="Copy the hash of the archive">
              {shortHash(done.sha256)}
            </Copy>
            , signed by{' '}
            <Copy text={done.signedBy} label="Copy the fingerprint of the key">
              {done.signedBy.slice(0, 24)}
            </Copy>
          </p>
        </div>
      )}
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          {done ? 'Good' : 'Not now'}
        </Button>
        {!inBrowser && !done && (
          <Button type="submit" disabled={said === 'writing' || file.trim() === ''}>
            {said === 'writing' ? 'Writing…' : 'Write the archive'}
          </Button>
        )}
      </div>
    </form>
  );
}
