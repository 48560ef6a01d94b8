import { useState } from 'react';
import { useKeys } from '../../components/keys.ts';
import { testSites, useAccess } from '../../stores/access.ts';
import { go } from '../../stores/route.ts';
import { AccessList } from '../access/AccessList.tsx';
import { type Brought, Report } from './Report.tsx';
import { Source } from './Source.tsx';
import './bring.css';

/** From a file to sites that can be reached: bring, read what came in, test and trust. */
export function BringScreen() {
  const [brought, setBrought] = useState<Brought | null>(null);
  const [testing, setTesting] = useState(false);
  const working = useAccess((state) => state.working);
  useKeys({ escape: () => go({ screen: 'fleet' }) });
  const names = brought ? [...brought.report.added, ...brought.report.updated] : [];
  const test = (): void => {
    setTesting(true);
    void testSites(names);
  };
  if (testing) {
    return (
      <>
        <Steps at={2} />
        <AccessList />
        <div className="action-bar">
          <span className="grow" />
          <button
            type="button"
            className="quiet-button"
            disabled={working !== null}
            onClick={() => go({ screen: 'fleet' })}
          >
            Go to the fleet
          </button>
        </div>
      </>
    );
  }
  return (
    <>
      <Steps at={brought ? 1 : 0} />
      <div className="bring">
        {brought ? (
          <Report {...brought} onTest={test} onAgain={() => setBrought(null)} />
        ) : (
          <Source onBrought={setBrought} />
        )}
      </div>
    </>
  );
}

const steps = ['Bring a file or a list', 'See what came in', 'Test and trust'];

function Steps({ at }: { at: number }) {
  return (
    <ol className="steps" aria-label="Steps">
      {steps.map((step, index) => (
        <li key={step} aria-current={index === at ? 'step' : undefined} className={index < at ? 'passed' : ''}>
          {index + 1}. {step}
        </li>
      ))}
    </ol>
  );
}
