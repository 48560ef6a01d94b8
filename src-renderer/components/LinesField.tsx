import { Textarea } from '@mantine/core';

interface LinesFieldProps {
  label: string;
  description?: string;
  placeholder?: string;
  error?: string | undefined;
  value: string;
  /** Rows that it has when it is empty. */
  rows?: number;
  mono?: boolean;
  onChange(text: string): void;
}

/** A field for names, addresses or paths, one a line; it grows with them. */
export function LinesField({ rows = 1, mono, description, placeholder, error, onChange, ...rest }: LinesFieldProps) {
  return (
    <Textarea
      {...rest}
      {...(description === undefined ? {} : { description })}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(mono ? { classNames: { input: 'mono' } } : {})}
      error={error}
      autosize
      minRows={rows}
      maxRows={8}
      spellCheck={false}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
