import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { Failure } from '../../src-main/contract/failures.ts';
import type { AppRouter } from '../../src-main/contract/router.ts';
import type { Connection } from './connection.ts';

/** The end of tRPC's chain of links: calls go over a Carrier; failures reach the caller as `error.data.failure`. */
export function carrierLink(connection: Connection): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        const stop = connection.call({ kind: op.type, path: op.path, input: op.input }, (reply) => {
          if (reply.kind === 'error') return observer.error(clientError(reply.failure));
          if (reply.kind !== 'end') observer.next({ result: { type: 'data', data: reply.data } });
          if (reply.kind !== 'next') observer.complete();
        });
        const aborted = () => {
          stop();
          observer.error(clientError(stopped));
        };
        if (op.signal?.aborted) aborted();
        op.signal?.addEventListener('abort', aborted, { once: true });
        return () => {
          op.signal?.removeEventListener('abort', aborted);
          stop();
        };
      });
}

const stopped: Failure = { code: 'CANCELLED', message: 'Stopped by the window.', retry: 'check-first' };

function clientError(failure: Failure): TRPCClientError<AppRouter> {
  const data = { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500, failure } as const;
  return TRPCClientError.from<AppRouter>({ error: { code: -32603, message: failure.message, data } });
}
