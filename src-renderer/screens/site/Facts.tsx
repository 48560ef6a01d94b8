import type { ReactNode } from 'react';
import type { Inspection } from '../../../src-main/contract/inspection.ts';
import { StateTile } from '../../components/StateMark.tsx';
import { count } from '../../words/count.ts';

const unknown = <span className="quiet">not known</span>;
const said = (text: string | null): ReactNode => (text === null ? unknown : <bdi>{text}</bdi>);

function sayAnswer({ answers }: Inspection): ReactNode {
  if (answers.status === null) return answers.why ? <bdi>{answers.why}</bdi> : unknown;
  return `${answers.status}${answers.ms === null ? '' : ` in ${answers.ms} ms`}`;
}

/** What the last inspection read, besides the salts. */
export function Facts({ inspection }: { inspection: Inspection }) {
  const { wordpress, config, objectCache, sessions, encryptors, databaseRoute } = inspection;
  const facts: [string, ReactNode][] = [
    [
      'WordPress',
      wordpress.version === null ? unknown : `${wordpress.version}${wordpress.multisite ? ', multisite' : ''}`,
    ],
    ['Answers', sayAnswer(inspection)],
    ['Configuration', said(config.path)],
    ['Table prefix', said(config.tablePrefix)],
    ['Object cache', said(objectCache.kind ?? 'none')],
    ['Flushed', said(objectCache.canFlush ? objectCache.how : `can’t be flushed: ${objectCache.how}`)],
    ['Database', said(databaseRoute)],
  ];
  if (sessions.unreadable > 0) facts.push(['Not readable', `login rows of ${count(sessions.unreadable, 'user')}`]);
  return (
    <section className="panel site-part" aria-label="What was read">
      <div className="part-head">
        <h2>What was read</h2>
      </div>
      <dl className="facts part-facts">
        {facts.map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {encryptors.map((plugin) => (
        <p key={plugin.name} className="part-note plan-warning">
          <StateTile tone="look" />
          <bdi>
            {plugin.name} keeps secrets under the salts: a rotation breaks {plugin.breaks}. {plugin.advice}
          </bdi>
        </p>
      ))}
    </section>
  );
}
