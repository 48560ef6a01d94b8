import { Button, Checkbox, Modal } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { planOrder } from '../../stores/ordering.ts';
import { count } from '../../words/count.ts';

interface DatabasePasswordProps {
  sites: string[];
  opened: boolean;
  onClose(): void;
}

/** Asks how the database password is changed; what it would do on each site is shown by a plan first. */
export function DatabasePasswordDialog({ sites, opened, onClose }: DatabasePasswordProps) {
  const title = `Change the database password of ${count(sites.length, 'site')}`;
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={500}>
      {opened && <Question sites={sites} onClose={onClose} />}
    </Modal>
  );
}

function Question({ sites, onClose }: Omit<DatabasePasswordProps, 'opened'>) {
  const [leaveOthers, setLeaveOthers] = useState(false);
  const [looking, setLooking] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setLooking(true);
    await planOrder({ operation: 'ChangeDatabasePassword', leaveOthers }, sites);
    setLooking(false);
    onClose();
  };
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      <p className="second">
        The account gets a new password and wp-config gets it in the same step. It is checked that the site answers and
        that the old password is refused; else all of it goes back. For a moment requests may fail.
      </p>
      <Checkbox
        label="Also where others use the same account"
        description="They keep the old password and are locked out until somebody gives them the new one. Without this such a site is refused."
        checked={leaveOthers}
        onChange={({ target }) => setLeaveOthers(target.checked)}
      />
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" disabled={looking}>
          {looking ? 'Beginning to look…' : 'See what would happen'}
        </Button>
      </div>
    </form>
  );
}
