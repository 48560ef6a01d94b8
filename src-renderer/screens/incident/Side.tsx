import { type KeyboardEvent, useId, useRef } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { Evidence } from './Evidence.tsx';
import { Record } from './Record.tsx';
import { TimeLine } from './TimeLine.tsx';

export const parts = ['step', 'evidence', 'timeline', 'record'] as const;
export type Part = (typeof parts)[number];
const titles: Record<Part, string> = {
  step: 'This step',
  evidence: 'Evidence',
  timeline: 'Time line',
  record: 'Record',
};

interface PartTabsProps {
  label: string;
  shown: readonly Part[];
  at: Part;
  onChange(part: Part): void;
  children: React.ReactNode;
}

/** Parts of a column, of which one is shown; the arrows move between them. */
export function PartTabs({ label, shown, at, onChange, children }: PartTabsProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = shown[(shown.indexOf(at) + step + shown.length) % shown.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    onChange(next);
    box.current?.querySelector<HTMLElement>(`[data-part="${next}"]`)?.focus();
  };
  return (
    <>
      <div ref={box} className="tabs" role="tablist" aria-label={label}>
        {shown.map((part) => (
          <button
            key={part}
            type="button"
            role="tab"
            className="tab tab-button inner-focus"
            data-part={part}
            aria-selected={part === at}
            aria-controls={`${id}panel`}
            tabIndex={part === at ? 0 : -1}
            onKeyDown={onKeyDown}
            onClick={() => onChange(part)}
          >
            {titles[part]}
          </button>
        ))}
      </div>
      <div id={`${id}panel`} className="part-panel" role="tabpanel" aria-label={titles[at]}>
        {children}
      </div>
    </>
  );
}

/** What stands beside the work: the evidence, the time line, the record. */
export function SidePart({ incident, part }: { incident: Incident; part: Exclude<Part, 'step'> }) {
  if (part === 'evidence') return <Evidence incident={incident} />;
  return part === 'timeline' ? <TimeLine incident={incident} /> : <Record incident={incident} />;
}
