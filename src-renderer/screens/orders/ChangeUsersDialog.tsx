import { Button, Modal, Radio, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { UserAction } from '../../../src-main/contract/orders/change-users.ts';
import { planOrder } from '../../stores/ordering.ts';
import { count } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';

/** One user of one site; the number must have that login still, or nothing is done. */
export interface UserThere {
  siteId: string;
  site: string;
  userId: number;
  user: string;
}

interface ChangeUsersProps {
  users: UserThere[];
  opened: boolean;
  onClose(): void;
}

const ways: [UserAction, label: string, does: string][] = [
  [
    'demote',
    'Demote',
    'Takes all rights and gives one role. Their logins end, their application passwords are revoked.',
  ],
  ['block', 'Block', 'No rights, no password, no key: the user stays, so that what they wrote keeps its author.'],
  ['delete', 'Delete', 'Posts and links go to another user first. There is no undo.'],
  [
    'remove-super-admin',
    'No longer super admin',
    'In a network: off the list of super admins; rights on single sites stay.',
  ],
  ['clear-reset', 'Clear the reset link', 'A pending password reset opens nothing any more. Nothing else changes.'],
];

/** Asks what becomes of users; what it would do on each site is shown by a plan first. */
export function ChangeUsersDialog({ users, opened, onClose }: ChangeUsersProps) {
  const [first] = users;
  const title =
    users.length === 1 && first
      ? `What becomes of ${plain(first.user, 80)}`
      : `What becomes of ${count(users.length, 'user')}`;
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={520}>
      {opened && <Question users={users} onClose={onClose} />}
    </Modal>
  );
}

function Question({ users, onClose }: Omit<ChangeUsersProps, 'opened'>) {
  const [action, setAction] = useState<UserAction>('demote');
  const [role, setRole] = useState('subscriber');
  const [reassign, setReassign] = useState('');
  const [looking, setLooking] = useState(false);
  const sites = [...new Set(users.map(({ site }) => site))];
  const roleIsOne = /^[A-Za-z0-9_ .-]{1,60}$/.test(role);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setLooking(true);
    const named = users.map(({ siteId, userId, user }) => ({ siteId, userId, login: user }));
    const reassignTo = action === 'delete' && reassign.trim() !== '' ? reassign.trim() : null;
    await planOrder({ operation: 'ChangeUsers', action, users: named, role, reassignTo }, sites);
    setLooking(false);
    onClose();
  };
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      <p className="second">
        {count(users.length, 'user')} on {count(sites.length, 'site')}. The last administrator of a site is never taken
        away.
      </p>
      <Radio.Group label="What is done" value={action} onChange={(value) => setAction(value as UserAction)}>
        {ways.map(([value, label, description]) => (
          <Radio key={value} value={value} label={label} description={description} mt={6} />
        ))}
      </Radio.Group>
      {action === 'demote' && (
        <TextInput
          label="Role they have then"
          value={role}
          onChange={(event) => setRole(event.target.value)}
          error={roleIsOne ? undefined : 'The name of a role, such as subscriber.'}
        />
      )}
      {action === 'delete' && (
        <TextInput
          label="Posts and links go to (login)"
          description="Empty: to the administrator with the lowest number who stays."
          value={reassign}
          onChange={(event) => setReassign(event.target.value)}
          maxLength={200}
        />
      )}
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Leave them
        </Button>
        <Button type="submit" disabled={looking || (action === 'demote' && !roleIsOne)}>
          {looking ? 'Beginning to look…' : 'See what would happen'}
        </Button>
      </div>
    </form>
  );
}
