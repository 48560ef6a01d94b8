import { Button, Modal, PasswordInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useState } from 'react';
import type { NewPassword } from '../../../src-main/contract/new-passwords.ts';
import type { RunSummary } from '../../../src-main/contract/runs.ts';
import { api } from '../../api.ts';
import { pressed } from '../../components/pressed.ts';
import { save } from '../../components/save.ts';
import { ask } from '../../stores/calls.ts';
import { passwordsAreStored, takePasswords, useTaken } from '../../stores/taken-passwords.ts';
import { count } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';

const atLeast = 10;

/** What the vault still has of the new passwords of a run: shown one time, or exported so that only a passphrase opens it. */
export function NewPasswords({ run }: { run: RunSummary }) {
  const [kept, setKept] = useState<{ kept: number; once: boolean } | null>(null);
  const shown = useTaken(({ of }) => of.get(run.id));
  const [exporting, setExporting] = useState(false);
  const over = run.state === 'finished';
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was shown or exported may have left the vault
  useEffect(() => {
    if (!over) return;
    let mine = true;
    api.newPasswords.status.query({ run: run.id }).then(
      (now) => mine && setKept(now),
      () => mine && setKept(null),
    );
    return () => {
      mine = false;
    };
  }, [over, run.id, shown, exporting]);
  if (!kept || (kept.kept === 0 && !shown)) return null;
  return (
    <div className="known-note">
      <span className="grow">
        {kept.once
          ? `${count(kept.kept, 'new password')} can be shown one time. After that only a new reset makes new ones.`
          : `The vault keeps ${count(kept.kept, 'new password')} of this run.`}
      </span>
      {kept.once ? (
        <Button onClick={() => void takePasswords(run.id)}>Show them now, once</Button>
      ) : (
        <Button onClick={() => setExporting(true)}>Export encrypted…</Button>
      )}
      <Modal opened={exporting} onClose={() => setExporting(false)} title="Export the new passwords" size={460}>
        {exporting && <Export run={run.id} onClose={() => setExporting(false)} />}
      </Modal>
      <Modal
        opened={shown !== undefined}
        onClose={() => undefined}
        withCloseButton={false}
        title="New passwords, shown once"
        size={760}
      >
        {shown && <Shown passwords={shown} onClose={() => passwordsAreStored(run.id)} />}
      </Modal>
    </div>
  );
}

function Export({ run, onClose }: { run: string; onClose(): void }) {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const ready = passphrase.length >= atLeast && passphrase === again;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    const made = await ask('export the new passwords', () => api.newPasswords.export.mutate({ run, passphrase }));
    if (!made) return;
    save(`passwords-${run}.json`, 'application/json', made.file);
    onClose();
  };
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      <p className="second">
        The file opens only with this passphrase: <span className="mono">resalt passwords open FILE</span>. Tell it to
        the people another way than the file.
      </p>
      <PasswordInput
        data-autofocus
        label="Passphrase of the file"
        description={`At least ${atLeast} characters.`}
        value={passphrase}
        onChange={(event) => setPassphrase(event.target.value)}
      />
      <PasswordInput label="Once more" value={again} onChange={(event) => setAgain(event.target.value)} />
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" disabled={!ready}>
          Save the file
        </Button>
      </div>
    </form>
  );
}

/** They are in this dialog and nowhere else: closing it is the end of them, so neither Esc nor a click beside it does that. */
function Shown({ passwords, onClose }: { passwords: NewPassword[]; onClose(): void }) {
  return (
    <div className="dialog">
      <p className="ink-look strong">Resalt has forgotten them already. Store them before you close this.</p>
      <div className="new-passwords" data-autofocus tabIndex={-1}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Site</th>
              <th scope="col">User</th>
              <th scope="col">New password</th>
            </tr>
          </thead>
          <tbody>
            {passwords.map(({ site, user, userId, password, readBack }) => (
              <tr key={`${site} ${userId}`}>
                <td>
                  <bdi>{site}</bdi>
                </td>
                <td>
                  <bdi>{plain(user, 200)}</bdi>
                </td>
                <td className="mono">
                  {password}
                  {!readBack && <span className="ink-danger"> not certain: the old one may still be the one</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="dialog-buttons">
        <Button onClick={pressed(onClose)}>I have stored them</Button>
      </div>
    </div>
  );
}
