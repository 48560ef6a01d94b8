import { Button, FileButton, Textarea } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import { api } from '../../api.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { failureOf } from '../../stores/failed.ts';
import { count } from '../../words/count.ts';
import type { Brought } from './Report.tsx';

const columns =
  'name, url, client, tags, path, ssh_host, ssh_port, ssh_user, ssh_key, ssh_key_passphrase, ssh_password, ssh_jump, db_host, db_port, db_user, db_password, db_name, table_prefix';
const most = 20_000_000;

/** JSON begins with a bracket; everything else is read as CSV. */
export const formatOf = (text: string): 'csv' | 'json' => (/^\s*[[{]/.test(text) ? 'json' : 'csv');

/** A file, dropped or chosen, or a pasted list. The text may hold secrets, so it is let go of once it was imported. */
export function Source({ onBrought }: { onBrought(brought: Brought): void }) {
  const [text, setText] = useState('');
  const [from, setFrom] = useState<string | null>(null);
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const bring = async (list: string, file: boolean): Promise<void> => {
    setWorking(true);
    setFailure(null);
    try {
      const report = await api.sites.import.mutate({ format: formatOf(list), text: list });
      setText('');
      onBrought({ report, file });
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setWorking(false);
    }
  };
  const take = async (file: File | null | undefined): Promise<void> => {
    if (!file) return;
    setFrom(file.name);
    if (file.size > most) {
      const message = `${file.name} is larger than 20 MB; split it.`;
      return setFailure({ code: 'INPUT_INVALID', message, retry: 'never' });
    }
    await bring(await file.text(), true);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <section
      className="source"
      aria-label="Bring a file or a list"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <div className="source-file">
        <FileButton accept=".csv,.json,text/csv,application/json" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} disabled={working}>
              {working ? 'Reading…' : 'Choose a CSV or JSON file'}
            </Button>
          )}
        </FileButton>
        <span className="second">{from ?? 'or drop it anywhere here'}</span>
      </div>
      <Textarea
        label="Or paste a list"
        rows={9}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        placeholder={
          'name,url,client,ssh_host,ssh_user,ssh_key,path\nacme-shop,https://shop.acme.example,Acme,web3.example,deploy,~/.ssh/id_ed25519,/srv/www/acme'
        }
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="row">
        <Button variant="default" disabled={text.trim() === '' || working} onClick={() => void bring(text, false)}>
          {text.trim() === ''
            ? 'Bring the list'
            : `Bring ${count(linesOf(text), 'line')} as ${formatOf(text).toUpperCase()}`}
        </Button>
      </div>
      {failure && <FailureNote failure={failure} doing="bring the sites" />}
      <div className="second">
        <h2>What the file holds</h2>
        <p>
          A first line with these column names, in any order; only <span className="mono">name</span> and one way to
          reach the site are required. JSON is a list of objects with the same names.
        </p>
        <p className="mono columns">{columns}</p>
        <p>Keys and passwords in it go into the vault; nothing of them is kept anywhere else.</p>
      </div>
    </section>
  );
}

const linesOf = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;
