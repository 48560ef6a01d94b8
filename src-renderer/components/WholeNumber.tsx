import { NumberInput, type NumberInputProps } from '@mantine/core';

interface WholeNumberProps extends Pick<NumberInputProps, 'label' | 'description'> {
  min: number;
  max: number;
  value: number;
  onChange(value: number): void;
}

/** A number between two others. While the field is empty it is as it was. */
export function WholeNumber({ onChange, ...rest }: WholeNumberProps) {
  return (
    <NumberInput clampBehavior="strict" onChange={(value) => typeof value === 'number' && onChange(value)} {...rest} />
  );
}
