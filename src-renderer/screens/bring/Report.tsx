import { Button } from '@mantine/core';
import type { ImportReport } from '../../../src-main/contract/sites.ts';
import { Figure, Figures } from '../../components/Figures.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { count, number } from '../../words/count.ts';

export interface Brought {
  report: ImportReport;
  /** Out of a file; else it was pasted. */
  file: boolean;
}

/** What came in and what did not, each rejected row with its reason. */
export function Report({ report, file, onTest, onAgain }: Brought & { onTest(): void; onAgain(): void }) {
  const came = report.added.length + report.updated.length;
  const { rejected, secretsMoved } = report;
  const them = secretsMoved === 1 ? 'it' : 'them';
  return (
    <section className="report" aria-label="What came in">
      <div className="panel">
        <Figures label="Imported">
          <Figure value={number(report.added.length)} label="Added" />
          <Figure value={number(report.updated.length)} label="Updated" />
          <Figure value={number(rejected.length)} label="Rejected" {...(rejected.length > 0 ? { tone: 'look' } : {})} />
        </Figures>
      </div>
      {secretsMoved > 0 && (
        <div className="secrets" role="status">
          <StateMark tone="look" word={file ? 'Delete the file now' : 'Delete what you pasted it from'} />
          <p>
            {count(secretsMoved, 'secret')} from it {secretsMoved === 1 ? 'is' : 'are'} in the vault now.{' '}
            {file
              ? `The file still holds ${them} for everyone who can read it: delete it, also from the trash, from mail and from shared folders.`
              : `The clipboard and the place that the list was copied from still hold ${them}: copy something else, and delete ${them} there.`}
          </p>
        </div>
      )}
      {rejected.length > 0 && (
        <table className="plain-table panel">
          <caption>Rejected rows; the rest went in</caption>
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Name</th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {rejected.slice(0, 500).map((row) => (
              <tr key={`${row.row} ${row.reason}`}>
                <td>{row.row}</td>
                <td>{row.name === null ? <span className="quiet">–</span> : <bdi>{row.name}</bdi>}</td>
                <td>
                  <bdi>{row.reason}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="row">
        <Button disabled={came === 0} onClick={onTest}>
          {came === 1 ? 'Test this site' : `Test these ${count(came, 'site')}`}
        </Button>
        <Button variant="default" onClick={onAgain}>
          Bring more
        </Button>
      </div>
    </section>
  );
}
