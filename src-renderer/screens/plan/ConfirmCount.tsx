import { Button, Modal, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { number } from '../../words/count.ts';
import { Special } from './Special.tsx';

interface ConfirmCountProps {
  opened: boolean;
  count: number;
  /** What is counted: "sites". */
  noun: string;
  title: string;
  effect: string;
  /** What is done otherwise than usual. */
  special: string[];
  onClose(): void;
  onConfirm(): void;
}

/** Asks for the number of what it is done to, so that nobody logs out 1,360 sites where they meant 136. */
export function ConfirmCount({ opened, onClose, ...rest }: ConfirmCountProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={rest.title} size={470}>
      {opened && <Question onClose={onClose} {...rest} />}
    </Modal>
  );
}

function Question({ count, noun, title, effect, special, onClose, onConfirm }: Omit<ConfirmCountProps, 'opened'>) {
  const [text, setText] = useState('');
  const right = text.replace(/[\s,.]/g, '') === String(count);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (right) onConfirm();
  };
  return (
    <form className="dialog" onSubmit={submit}>
      <p>{effect}</p>
      <Special sentences={special} />
      <TextInput
        autoFocus
        data-autofocus
        size="sm"
        label={`Type the number of ${noun}, ${number(count)}, to go on`}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Back to the plan
        </Button>
        <Button type="submit" disabled={!right}>
          {title}
        </Button>
      </div>
    </form>
  );
}
