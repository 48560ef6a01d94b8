import type PQueue from 'p-queue';
import type { FleetSite } from '../../fleet/site.ts';
import { logIn } from '../../fleet/visit.ts';
import { verifierOf } from './verifier-of.ts';

export interface Login {
  verifier: string;
  cookie: string;
}

export interface LoginLoop {
  /** All logins so far, once there are that many. */
  someNew(n: number): Promise<Login[]>;
  stop(): Promise<void>;
}

/** One login of a user after the other, through `doors`: two at once of one user are WordPress's own to lose. */
export function keepLoggingIn(site: FleetSite, login: string, doors: PQueue): LoginLoop {
  const logins: Login[] = [];
  const waiting: { n: number; go: () => void }[] = [];
  let stopped = false;
  const work = (async () => {
    while (!stopped) {
      const { cookie, cookies } = await doors.add(() => logIn(site, login));
      logins.push({ cookie, verifier: verifierOf(cookies) });
      for (const one of waiting) if (logins.length >= one.n) one.go();
    }
  })();
  return {
    async someNew(n) {
      if (logins.length < n) await Promise.race([work, new Promise<void>((go) => waiting.push({ n, go }))]);
      return [...logins];
    },
    async stop() {
      stopped = true;
      await work;
    },
  };
}
