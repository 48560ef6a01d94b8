import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { useWho } from '../../stores/incidents/acts.ts';

export interface Asking {
  title: string;
  /** What saying it means. */
  about: ReactNode;
  /** Over the field for the note. */
  label: string;
  placeholder?: string;
  /** On the button. */
  button: string;
  /** Fields of its own, above the note. */
  fields?: ReactNode;
  /** False where it could not be noted: the dialog stays. */
  onSay(by: string, note: string): Promise<boolean>;
}

/** Asks for a person's name and a few words: what nobody can prove counts only by who says it. */
export function NameAndNote({ asking, owner, onClose }: { asking: Asking | null; owner: string; onClose(): void }) {
  return (
    <Modal opened={asking !== null} onClose={onClose} title={asking?.title} size={500}>
      {asking && <Question asking={asking} owner={owner} onClose={onClose} />}
    </Modal>
  );
}

function Question({ asking, owner, onClose }: { asking: Asking; owner: string; onClose(): void }) {
  const [by, setBy] = useState(() => useWho.getState().name || owner);
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [saying, setSaying] = useState(false);
  const [short, nameless] = [note.trim().length < 3, by.trim() === ''];
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (short || nameless) return;
    setSaying(true);
    if (await asking.onSay(by.trim(), note.trim())) onClose();
    setSaying(false);
  };
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)} noValidate>
      <div className="second">{asking.about}</div>
      {asking.fields}
      <Textarea
        data-autofocus
        label={asking.label}
        {...(asking.placeholder ? { placeholder: asking.placeholder } : {})}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4000}
        value={note}
        error={tried && short ? 'Write at least a few words. They stand in the record.' : undefined}
        onChange={({ target }) => setNote(target.value)}
      />
      <TextInput
        label="Your name"
        autoComplete="name"
        maxLength={100}
        value={by}
        error={tried && nameless ? 'Who says it? A person’s name.' : undefined}
        onChange={({ target }) => setBy(target.value)}
      />
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" disabled={saying}>
          {saying ? 'Writing it down…' : asking.button}
        </Button>
      </div>
    </form>
  );
}
