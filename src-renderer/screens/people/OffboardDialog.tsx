import { Button, Checkbox, Modal, NativeSelect, Radio, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { type Leaving, leaving } from '../../../src-main/contract/orders/offboard-person.ts';
import type { PersonRow } from '../../../src-main/contract/people.ts';
import { useFleet } from '../../stores/fleet.ts';
import { planOrder } from '../../stores/ordering.ts';
import { personName } from '../../stores/people/row.ts';
import { count } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';

interface OffboardProps {
  row: PersonRow;
  opened: boolean;
  onClose(): void;
}

const labels: Record<Leaving, string> = { demote: 'Demote', block: 'Block', delete: 'Delete' };
const does: Record<Leaving, string> = {
  demote: 'They stay a plain subscriber; their new password nobody knows.',
  block: 'No rights, no password: the user stays as the author of what they wrote.',
  delete: 'Posts and links go to another user first. There is no undo.',
};
const isLeaving = (value: string): value is Leaving => leaving.options.some((one) => one === value);

/** Asks what becomes of somebody who leaves, per site; what it would do is shown by a plan first. */
export function OffboardDialog({ row, opened, onClose }: OffboardProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Offboard ${plain(personName(row), 80)}`} size={560}>
      {opened && <Question row={row} onClose={onClose} />}
    </Modal>
  );
}

function Question({ row, onClose }: Omit<OffboardProps, 'opened'>) {
  const all = useFleet((state) => state.sites);
  const known = [...new Map(row.sites.map(({ siteId, site }) => [siteId, site]))];
  const [action, setAction] = useState<Leaving>('block');
  const [other, setOther] = useState<Record<string, Leaving>>({});
  const [reassign, setReassign] = useState('');
  const [everywhere, setEverywhere] = useState(true);
  const [looking, setLooking] = useState(false);
  const [email = '', ...aliases] = row.emails;
  const sites = everywhere ? [...all.values()].map(({ site }) => site.name) : known.map(([, name]) => name);
  const deletes = action === 'delete' || Object.values(other).includes('delete');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setLooking(true);
    const reassignTo = reassign.trim() === '' ? null : reassign.trim();
    const otherwise = Object.entries(other).filter(([, one]) => one !== action);
    const perSite = Object.fromEntries(otherwise.map(([id, one]) => [id, { action: one, reassignTo }]));
    const part = otherwise.length > 0 ? { sites: perSite } : {};
    await planOrder({ operation: 'OffboardPerson', email, aliases, action, reassignTo, ...part }, sites);
    setLooking(false);
    onClose();
  };
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      <p className="second">
        Always: logins ended, application passwords and API keys revoked, the password replaced, a reset link cleared.
        The last administrator of a site stays one, with a new password that the vault has; that site is not called
        done.
      </p>
      <Radio.Group
        label="What becomes of the user"
        value={action}
        onChange={(value) => isLeaving(value) && setAction(value)}
      >
        {leaving.options.map((value) => (
          <Radio key={value} value={value} label={labels[value]} description={does[value]} mt={6} />
        ))}
      </Radio.Group>
      {known.length > 1 && (
        <details className="options">
          <summary>Otherwise on single sites</summary>
          <div className="offboard-sites">
            {known.map(([siteId, site]) => (
              <NativeSelect
                key={siteId}
                label={<bdi>{site}</bdi>}
                value={other[siteId] ?? action}
                onChange={({ target }) => isLeaving(target.value) && setOther({ ...other, [siteId]: target.value })}
                data={leaving.options.map((value) => ({ value, label: labels[value] }))}
              />
            ))}
          </div>
        </details>
      )}
      {deletes && (
        <TextInput
          label="Posts and links go to (login)"
          description="Empty: to the administrator with the lowest number who stays."
          value={reassign}
          onChange={(event) => setReassign(event.target.value)}
          maxLength={200}
        />
      )}
      <Checkbox
        label={`Look for them on every site (${count(all.size, 'site')})`}
        description={`Known on ${count(known.length, 'site')}: who has neither rights, keys nor a login there is known only to the site itself.`}
        checked={everywhere}
        onChange={({ target }) => setEverywhere(target.checked)}
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
