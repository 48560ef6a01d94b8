import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Key } from '../../components/Said.tsx';

interface TakeBackBarProps {
  label: string;
  said: string;
  onNone(): void;
  children: ReactNode;
}

/** What is chosen in a list that is kept; `children`: what can be done with it. */
export const TakeBackBar = ({ label, said, onNone, children }: TakeBackBarProps) => (
  <section className="action-bar" aria-label={label}>
    <strong>{said} chosen</strong>
    <span className="grow" />
    <Button variant="default" onClick={onNone} rightSection={<Key>Esc</Key>}>
      Choose none
    </Button>
    {children}
  </section>
);
