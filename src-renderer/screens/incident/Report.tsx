import { Button, CopyButton, Modal, NativeSelect, Radio, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import type { Audience, ReportFormat } from '../../../src-main/contract/reports.ts';
import { Copy } from '../../components/Copy.tsx';
import { FailureNote } from '../../components/FailureNote.tsx';
import { saveBytes } from '../../components/save.ts';
import { failureOf } from '../../stores/failed.ts';
import { engine } from '../../stores/incidents/engine.ts';
import { shortHash } from '../../words/evidence.ts';
import { exact } from '../../words/time.ts';

/** A report as a file, or a letter to copy. */
export function Report({ incident, opened, onClose }: { incident: Incident; opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Make a report or a letter" size={640}>
      {opened && <Making incident={incident} />}
    </Modal>
  );
}

const audiences: Record<Audience, { label: string; description: string; formats: ReportFormat[] }> = {
  client: {
    label: 'For the client',
    description: 'One page in plain words: what happened, what was done, what is not known.',
    formats: ['pdf', 'html'],
  },
  engineer: {
    label: 'For engineers',
    description: 'Everything: each step on each site, with who, when and evidence.',
    formats: ['pdf', 'html'],
  },
  record: {
    label: 'For the record',
    description: 'For insurers and authorities: every line with its hash, to be checked by a machine.',
    formats: ['json', 'pdf', 'html'],
  },
};
const letters = {
  client: 'A letter to the client',
  team: 'A note to your team',
  authority: 'A notice to an authority',
};
type Letter = keyof typeof letters;
const isAudience = (value: string): value is Audience => value in audiences;
const isLetter = (value: string): value is Letter => value in letters;
const formats: Record<ReportFormat, string> = { pdf: 'PDF', html: 'HTML, a page for a browser', json: 'JSON' };

function Making({ incident }: { incident: Incident }) {
  const clients = [...new Set(incident.sites.flatMap(({ client }) => client ?? []))].sort();
  const [what, setWhat] = useState<Audience | Letter | 'letter'>('client');
  const [kind, setKind] = useState<'report' | 'letter'>('report');
  const [client, setClient] = useState<string | null>(clients.length > 1 ? (clients[0] ?? null) : null);
  const audience = isAudience(what) ? what : 'client';
  const letter = isLetter(what) ? what : 'client';
  return (
    <div className="dialog report">
      <Radio.Group
        label="What?"
        value={`${kind} ${kind === 'report' ? audience : letter}`}
        onChange={(value) => {
          const [one, which = ''] = value.split(' ');
          setKind(one === 'letter' ? 'letter' : 'report');
          if (isAudience(which) || isLetter(which)) setWhat(which);
        }}
      >
        {Object.entries(audiences).map(([value, { label, description }]) => (
          <Radio key={value} value={`report ${value}`} label={label} description={description} mt={6} />
        ))}
        {Object.entries(letters).map(([value, label]) => (
          <Radio key={value} value={`letter ${value}`} label={`${label}, to copy`} mt={6} />
        ))}
      </Radio.Group>
      {clients.length > 0 && (
        <NativeSelect
          label="Whose sites?"
          description="With a client chosen, no other client and none of their sites is named."
          value={client ?? ''}
          onChange={({ target }) => setClient(target.value === '' ? null : target.value)}
          data={[{ value: '', label: `All ${incident.sites.length} sites` }, ...clients]}
        />
      )}
      {kind === 'report' ? (
        <AsFile key={audience} incident={incident.id} audience={audience} client={client} />
      ) : (
        // Of another client it is another letter: the one before must not be there to be copied while this one is written.
        <ToCopy key={JSON.stringify([letter, client])} incident={incident.id} to={letter} client={client} />
      )}
    </div>
  );
}

function AsFile({ incident, audience, client }: { incident: string; audience: Audience; client: string | null }) {
  const offered = audiences[audience].formats;
  const [format, setFormat] = useState<ReportFormat>(offered[0] ?? 'pdf');
  const [said, setSaid] = useState<{ name: string; sha256: string; at: string } | Failure | 'making' | null>(null);
  const make = async (): Promise<void> => {
    setSaid('making');
    try {
      const made = await engine.reports.make.mutate({ incident, audience, format, client });
      saveBytes(made.name, made.type, made.base64);
      setSaid(made);
    } catch (error) {
      setSaid(failureOf(error));
    }
  };
  return (
    <>
      <NativeSelect
        label="As"
        value={format}
        onChange={({ target }) => setFormat(offered.find((one) => one === target.value) ?? format)}
        data={offered.map((value) => ({ value, label: formats[value] }))}
      />
      <p className="second">
        It says what is known now, and plainly what is not done. That it was made stands in the record with its hash.
        Nothing secret is in it.
      </p>
      {said !== null && said !== 'making' && 'code' in said && <FailureNote failure={said} doing="make the report" />}
      {said !== null && said !== 'making' && 'sha256' in said && (
        <p role="status">
          Saved as <strong>{said.name}</strong>, {exact(said.at)}. Its hash:{' '}
          <Copy text={said.sha256} label="Copy the hash of the report">
            {shortHash(said.sha256)}
          </Copy>
        </p>
      )}
      <div className="dialog-buttons">
        <Button disabled={said === 'making'} onClick={() => void make()}>
          {said === 'making' ? 'Making it…' : 'Make the report'}
        </Button>
      </div>
    </>
  );
}

function ToCopy({ incident, to, client }: { incident: string; to: Letter; client: string | null }) {
  const [note, setNote] = useState<{ subject: string; text: string } | Failure | null>(null);
  useEffect(() => {
    let mine = true;
    engine.reports.note.query({ incident, to, client }).then(
      (made) => mine && setNote(made),
      (error: unknown) => mine && setNote(failureOf(error)),
    );
    return () => {
      mine = false;
    };
  }, [incident, to, client]);
  if (note === null) return <p className="quiet">Writing it…</p>;
  if ('code' in note) return <FailureNote failure={note} doing="write the letter" />;
  const whole = `${note.subject}\n\n${note.text}`;
  return (
    <>
      <p>
        <span className="quiet">Subject:</span> <bdi className="strong">{note.subject}</bdi>
      </p>
      <Textarea aria-label="Text of the letter" rows={12} readOnly value={note.text} />
      <p className="quiet small">What stands in [brackets] only you know. Fill it in before you send it.</p>
      <div className="dialog-buttons">
        <CopyButton value={whole}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy subject and text'}</Button>}
        </CopyButton>
      </div>
    </>
  );
}
