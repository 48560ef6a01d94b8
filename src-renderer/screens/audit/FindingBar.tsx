import { Button } from '@mantine/core';
import { memo, useState } from 'react';
import { Hints } from '../../components/Hints.tsx';
import { Key } from '../../components/Said.tsx';
import { chooseNoFinding, useChosenFindings } from '../../stores/audit/chosen.ts';
import { closingsOf, planClosing } from '../../stores/audit/closing.ts';
import type { ShownFindings } from '../../stores/audit/shown.ts';
import { sayClosing } from '../../words/closing.ts';
import { count, number } from '../../words/count.ts';
import { AcceptFindings } from './AcceptFindings.tsx';

const mostWays = 3;

/** What can be done with the chosen findings: one plan for all that the same operation closes. */
export const FindingBar = memo(function FindingBar({ shown }: { shown: ShownFindings }) {
  const chosen = useChosenFindings((state) => state.keys);
  const [accepting, setAccepting] = useState(false);
  const mine = shown.all.filter(({ key }) => chosen.has(key));
  if (mine.length === 0) return <Hints hints={hints} />;
  const hidden = mine.length - shown.rows.reduce((sum, { key }) => sum + (chosen.has(key) ? 1 : 0), 0);
  const open = mine.flatMap(({ finding }) => (finding.accepted ? [] : [finding]));
  const closings = closingsOf(open);
  const sites = new Set(mine.map(({ finding }) => finding.siteId)).size;
  return (
    <section className="action-bar" aria-label="Chosen findings">
      <strong>{count(mine.length, 'finding')} chosen</strong>
      <span className="second end-reach">
        on {count(sites, 'site')}
        {hidden > 0 && <span className="ink-look">, {number(hidden)} not shown by the filter</span>}
      </span>
      <span className="grow" />
      <Button variant="default" onClick={chooseNoFinding} rightSection={<Key>Esc</Key>}>
        Choose none
      </Button>
      {open.length > 0 && (
        <Button variant="default" onClick={() => setAccepting(true)}>
          Accept {number(open.length)}…
        </Button>
      )}
      {closings.slice(0, mostWays).map((closing) => (
        <Button key={JSON.stringify(closing.order)} onClick={() => void planClosing(closing)}>
          {sayClosing(closing)}…
        </Button>
      ))}
      {closings.length === 0 && <span className="quiet">Only by hand</span>}
      {closings.length > mostWays && (
        <span className="quiet">and {number(closings.length - mostWays)} more ways: choose fewer</span>
      )}
      <AcceptFindings findings={open} opened={accepting} onClose={() => setAccepting(false)} />
    </section>
  );
});

const hints: [string, string][] = [
  ['j k', 'move'],
  ['x', 'choose'],
  ['Shift ↓', 'a range'],
  ['a', 'all shown'],
  ['Enter', 'fold'],
  ['/', 'filter'],
  ['Esc', 'back'],
];
