import { Button, Modal, Radio, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { ApprovalScope } from '../../../src-main/contract/agreements.ts';
import type { AdministratorRow } from '../../stores/audit/administrators.ts';
import { approve } from '../../stores/audit/agreeing.ts';
import { plain } from '../../words/plain.ts';

interface ApproveProps {
  row: AdministratorRow;
  opened: boolean;
  onClose(): void;
}

/** Asks where an administrator is expected from now on. */
export function ApproveAdministrator({ row, opened, onClose }: ApproveProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Approve an administrator" size={500}>
      {opened && <Question row={row} onClose={onClose} />}
    </Modal>
  );
}

type Where = 'site' | 'client' | 'all';

function Question({ row, onClose }: Omit<ApproveProps, 'opened'>) {
  const { user, email, site, siteId, client } = row;
  const [where, setWhere] = useState<Where>('site');
  const [reason, setReason] = useState('');
  const [storing, setStoring] = useState(false);
  const who = email === '' ? user : email;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setStoring(true);
    const scope: ApprovalScope =
      where === 'all' ? { all: true } : where === 'client' && client !== null ? { client } : { siteId };
    const said = reason.trim();
    const done = await approve(who, scope, said.length >= 3 ? said : null);
    setStoring(false);
    if (done) onClose();
  };
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      <p>
        <bdi className="strong">{plain(who, 300)}</bdi> is expected as an administrator. Nothing changes on a site.
      </p>
      <p className="second">
        Anybody who can write to a site’s database can make a user of this name: a new administrator is shown as new,
        approved or not.
      </p>
      <Radio.Group label="Where" value={where} onChange={(value) => setWhere(value as Where)}>
        <Radio value="site" label={`On ${site}`} />
        {client !== null && <Radio value="client" label={`On every site of ${client}`} />}
        <Radio value="all" label="On every site" />
      </Radio.Group>
      <TextInput
        label="Why (may be left out)"
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.target.value)}
        error={reason.trim().length > 0 && reason.trim().length < 3 ? 'At least 3 characters.' : undefined}
      />
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" disabled={storing}>
          Approve
        </Button>
      </div>
    </form>
  );
}
