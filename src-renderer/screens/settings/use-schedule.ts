import { useEffect, useState } from 'react';
import { api } from '../../api.ts';

type Schedule = Awaited<ReturnType<typeof api.policies.schedule.query>>;

const typingMs = 150;

/** What a schedule that is being typed means, as the engine reads it; null while that is not known, or where there is none. */
export function useSchedule(sweeps: string | null): Schedule | null {
  const [read, setRead] = useState<{ of: string; schedule: Schedule } | null>(null);
  useEffect(() => {
    if (sweeps === null || sweeps.trim() === '') return;
    let left = false;
    const timer = setTimeout(() => {
      // Where it can't be asked, storing it says why.
      api.policies.schedule.query({ sweeps }).then(
        (schedule) => left || setRead({ of: sweeps, schedule }),
        () => undefined,
      );
    }, typingMs);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [sweeps]);
  return read?.of === sweeps ? read.schedule : null;
}
