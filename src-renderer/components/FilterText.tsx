import { TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useKeys } from './keys.ts';
import { Key } from './Said.tsx';

interface FilterTextProps {
  placeholder: string;
  value: string;
  onChange(text: string): void;
  className: string;
}

/** The field that filters a list as one types: “/” leads into it, Esc out of it. */
export function FilterText({ onChange, ...rest }: FilterTextProps) {
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => field.current?.focus() });
  return (
    <TextInput
      ref={field}
      aria-label="Filter by text"
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      rightSection={<Key>/</Key>}
      {...rest}
    />
  );
}
