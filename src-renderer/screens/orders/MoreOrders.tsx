import { Button, Menu } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { DatabasePasswordDialog } from './DatabasePasswordDialog.tsx';
import { ResetPasswordsDialog } from './ResetPasswordsDialog.tsx';

/** What else can be done with these sites, each by a plan first; `children` stand below. */
export function MoreOrders({ sites, children }: { sites: string[]; children: ReactNode }) {
  const [asking, setAsking] = useState<'passwords' | 'database' | null>(null);
  const close = (): void => setAsking(null);
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button variant="default">More</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsking('passwords')}>Reset passwords…</Menu.Item>
          <Menu.Item onClick={() => setAsking('database')}>Change the database password…</Menu.Item>
          <Menu.Divider />
          {children}
        </Menu.Dropdown>
      </Menu>
      <DatabasePasswordDialog sites={sites} opened={asking === 'database'} onClose={close} />
      <ResetPasswordsDialog sites={sites} opened={asking === 'passwords'} onClose={close} />
    </>
  );
}
