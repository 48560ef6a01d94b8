import { Button, FileButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { z } from 'zod';
import { type checklistProcedures, ownChecklist } from '../../../src-main/contract/checklist.ts';
import type { Failure } from '../../../src-main/contract/failures.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { save } from '../../components/save.ts';
import { failureOf } from '../../stores/failed.ts';
import { engine } from '../../stores/incidents/engine.ts';
import { capital, count } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';

type Known = z.output<(typeof checklistProcedures)['get']['output']>;

/** The agency's own steps, and those that it hides, as a file. Incidents that are open keep the checklist that they began with. */
export function OwnChecklist() {
  const [known, setKnown] = useState<Known | null>(null);
  const [said, setSaid] = useState<Failure | string | null>(null);
  useEffect(() => {
    engine.checklist.get.query({}).then(setKnown, (error: unknown) => setSaid(failureOf(error)));
  }, []);
  const use = async (file: File | null): Promise<void> => {
    if (!file) return;
    setSaid(null);
    try {
      const own = readOwn(file.size > 2_000_000 ? '' : await file.text());
      setKnown(await engine.checklist.set.mutate({ own }));
      setSaid(`${file.name} is used. Incidents that are open keep the checklist that they began with.`);
    } catch (error) {
      setSaid(
        error instanceof Unread ? { code: 'INPUT_INVALID', message: error.message, retry: 'never' } : failureOf(error),
      );
    }
  };
  const { steps = [], hidden = [], edition = 0, revision = 0 } = known?.checklist ?? {};
  const added = known?.own.add.length ?? 0;
  return (
    <section className="panel settings-part" aria-label="Checklist of incidents">
      <h2>Checklist of incidents</h2>
      {known ? (
        <>
          <p className="second">
            {capital(count(steps.length, 'step'))}: Resalt’s own, edition {edition}
            {added > 0 && `, and ${count(added, 'step')} of yours`}
            {revision > 0 && ` (revision ${revision} of your file)`}. You can add steps and hide others, each with a
            reason that stands in every report.
          </p>
          {known.misfit !== undefined && (
            <p role="alert">
              Your file does not fit this Resalt, and none of it is used: <bdi>{plain(known.misfit, 600)}</bdi> No
              incident can be opened before it is mended.
            </p>
          )}
          {hidden.length > 0 && (
            <details>
              <summary>{capital(count(hidden.length, 'step'))} hidden</summary>
              <ul className="hidden-list">
                {hidden.map(({ step, reason }) => (
                  <li key={step.id}>
                    <bdi>{plain(step.title, 120)}</bdi> <bdi className="quiet">{plain(reason, 500)}</bdi>
                  </li>
                ))}
              </ul>
            </details>
          )}
          <div className="row">
            <Button
              variant="default"
              onClick={() =>
                save('resalt-checklist.json', 'application/json', `${JSON.stringify(known.own, null, 2)}\n`)
              }
            >
              Save your file
            </Button>
            <FileButton accept=".json,application/json" onChange={(file) => void use(file)}>
              {(props) => (
                <Button {...props} variant="default">
                  Use a file…
                </Button>
              )}
            </FileButton>
          </div>
        </>
      ) : (
        said === null && <p className="quiet">Reading…</p>
      )}
      {typeof said === 'string' && (
        <p className="second" role="status">
          {said}
        </p>
      )}
      {said !== null && typeof said !== 'string' && <FailureNote failure={said} doing="use the file" />}
    </section>
  );
}

/** Why a file is no checklist, in words. */
class Unread extends Error {}

function readOwn(text: string): z.input<typeof ownChecklist> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unread('The file is not JSON. Save your file first, and change that one. Nothing was changed.');
  }
  const read = ownChecklist.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Unread(
    `At “${issue?.path.join('.') || 'the beginning'}”: ${issue?.message ?? 'not understood'}. Nothing was changed.`,
  );
}
