import type { FleetSite } from '../../fleet/site.ts';

/** A request that failed: when, and how. */
export interface Failed {
  at: number;
  status: number | null;
}

export interface Load {
  /** Stops asking; tells how many requests there were and which of them failed. */
  stop(): Promise<{ requests: number; failed: Failed[] }>;
}

/** So many clients that open WordPress's pages of these sites without a pause, each page made with the database. */
export function startLoad(sites: readonly FleetSite[], clients: number): Load {
  let going = true;
  let requests = 0;
  const failed: Failed[] = [];
  const pages = ['/wp-login.php', '/', '/?feed=rss2'];
  const client = async (number: number) => {
    for (let turn = number; going; turn += 1) {
      const url = sites[turn % sites.length]?.url ?? '';
      const at = Date.now();
      const status = await fetch(`${url}${pages[turn % pages.length]}`, { redirect: 'manual' }).then(
        async (answer) => {
          await answer.arrayBuffer();
          return answer.status;
        },
        () => null,
      );
      requests += 1;
      if (status !== 200) failed.push({ at, status });
    }
  };
  const all = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return {
    async stop() {
      going = false;
      await all;
      return { requests, failed };
    },
  };
}

/** From the first failed request to the last, in milliseconds; null where none failed. */
export function spanOf(failed: readonly Failed[]): number | null {
  const times = failed.map(({ at }) => at);
  return times.length === 0 ? null : Math.max(...times) - Math.min(...times);
}
