import { Button, Checkbox, Modal, Radio } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { LinesField } from '../../components/LinesField.tsx';
import { planOrder } from '../../stores/ordering.ts';
import { count } from '../../words/count.ts';
import { linesIn } from '../../words/typed.ts';

interface ResetPasswordsProps {
  sites: string[];
  opened: boolean;
  onClose(): void;
}

/** Asks whose passwords are replaced on these sites; what it would do is shown by a plan first. */
export function ResetPasswordsDialog({ sites, opened, onClose }: ResetPasswordsProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Reset passwords on ${count(sites.length, 'site')}`} size={520}>
      {opened && <Question sites={sites} onClose={onClose} />}
    </Modal>
  );
}

type Whose = 'administrators' | 'roles' | 'users' | 'all';

function Question({ sites, onClose }: Omit<ResetPasswordsProps, 'opened'>) {
  const [whose, setWhose] = useState<Whose>('administrators');
  const [names, setNames] = useState('');
  const [except, setExcept] = useState('');
  const [salts, setSalts] = useState(true);
  const [keep, setKeep] = useState<'vault' | 'once'>('vault');
  const [prove, setProve] = useState(false);
  const [looking, setLooking] = useState(false);
  const named = linesIn(names);
  const needsNames = whose === 'roles' || whose === 'users';
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setLooking(true);
    const roles = whose === 'administrators' ? ['administrator'] : whose === 'roles' ? named : [];
    const of = { all: whose === 'all', roles, users: whose === 'users' ? named : [] };
    await planOrder({ operation: 'ResetPasswords', whose: of, except: linesIn(except), salts, keep, prove }, sites);
    setLooking(false);
    onClose();
  };
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      <Radio.Group label="Whose" value={whose} onChange={(value) => setWhose(value as Whose)}>
        <Radio
          value="administrators"
          label="Administrators, hidden ones too"
          description="Whoever WordPress grants an administrator’s rights."
        />
        <Radio value="roles" label="Everybody with a role" mt={6} />
        <Radio value="users" label="These users" mt={6} />
        <Radio value="all" label="Everybody" mt={6} />
      </Radio.Group>
      {needsNames && (
        <LinesField
          label={whose === 'roles' ? 'Roles' : 'Logins'}
          description="One a line."
          rows={2}
          value={names}
          onChange={setNames}
        />
      )}
      {whose !== 'users' && (
        <LinesField
          label="But not"
          description="Logins whose password stays, one a line. Your own, for example."
          value={except}
          onChange={setExcept}
        />
      )}
      <Checkbox
        label="New salts in the same go"
        description="Without them whoever is logged in stays so, with the old password or the new one."
        checked={salts}
        onChange={({ target }) => setSalts(target.checked)}
      />
      <Checkbox
        label="Prove it"
        description="A login with each new password, where the site lets Resalt log in."
        checked={prove}
        onChange={({ target }) => setProve(target.checked)}
      />
      <Radio.Group
        label="The new passwords"
        value={keep}
        onChange={(value) => setKeep(value === 'once' ? 'once' : 'vault')}
      >
        <Radio value="vault" label="Stay in the vault, to be exported encrypted" />
        <Radio value="once" label="Are shown one time after the run, then forgotten" mt={6} />
      </Radio.Group>
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" disabled={looking || (needsNames && named.length === 0)}>
          {looking ? 'Beginning to look…' : 'See what would happen'}
        </Button>
      </div>
    </form>
  );
}
