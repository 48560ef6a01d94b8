import type { Carrier, FromEngine, ToEngine } from '../../src-main/contract/carrier.ts';
import type { Failure } from '../../src-main/contract/failures.ts';

export type ConnectionState = 'connected' | 'lost';
export type ConnectionListener = (state: ConnectionState, why?: string) => void;

export interface Call {
  kind: 'query' | 'mutation' | 'subscription';
  path: string;
  input: unknown;
}
interface PendingCall extends Call {
  id: number;
  answered(reply: FromEngine): void;
}

export interface Connection {
  /** Returns what stops the call; `answered` is not called after that. */
  call(call: Call, answered: (reply: FromEngine) => void): () => void;
  /** Told of every change, and at once of the state that is already known. Returns what ends the telling. */
  onState(listener: ConnectionListener): () => void;
  /** Ends it for good. */
  close(): void;
}

/** Milliseconds before the given try, from 0: 250, 500, 1000 … at most 15 seconds. */
export const usualWait = (tries: number): number => Math.min(250 * 2 ** tries, 15_000);

/**
 * A connection that comes back. It opens with the first call. When it is lost, queries and subscriptions are asked
 * again on the next one (a subscription begins with a snapshot); a mutation never is: it may have been done.
 */
export function connect(open: () => Promise<Carrier<string, string>>, wait = usualWait): Connection {
  const pending = new Map<number, PendingCall>();
  const listeners = new Set<ConnectionListener>();
  let carrier: Carrier<string, string> | null = null;
  let told: { state: ConnectionState; why?: string } | null = null;
  let begun = false;
  let over = false;
  let tries = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;

  const tell = (state: ConnectionState, why?: string) => {
    told = why === undefined ? { state } : { state, why };
    for (const listener of listeners) listener(state, why);
  };
  const send = (message: ToEngine) => carrier?.send(JSON.stringify(message));
  const ask = ({ kind, id, path, input }: PendingCall) => send({ kind, id, path, input: input ?? null });

  const settle = (id: number, reply: FromEngine) => {
    const call = pending.get(id);
    if (reply.kind !== 'next') pending.delete(id);
    call?.answered(reply);
  };
  const received = (text: string) => {
    tries = 0;
    const reply = JSON.parse(text) as FromEngine;
    settle(reply.id, reply);
    if (reply.kind === 'next') send({ kind: 'seen', id: reply.id });
  };

  const lost = (why: string | undefined, sent: boolean) => {
    carrier = null;
    if (over) return;
    for (const { id, kind } of [...pending.values()]) {
      if (kind === 'mutation') settle(id, { kind: 'error', id, failure: sent ? mayHaveBeenDone : notSent });
    }
    tell('lost', why);
    retry = setTimeout(begin, wait(tries));
    tries += 1;
  };
  const begin = () => {
    open().then(
      (opened) => {
        if (over) return opened.close();
        carrier = opened;
        opened.onMessage(received);
        opened.onClose(() => carrier === opened && lost(undefined, true));
        for (const call of pending.values()) ask(call);
        tell('connected');
      },
      (error: unknown) => lost(error instanceof Error ? error.message : undefined, false),
    );
  };
  const beginOnce = () => {
    if (!begun) begin();
    begun = true;
  };

  return {
    call(call, answered) {
      beginOnce();
      lastId += 1;
      const id = lastId;
      pending.set(id, { ...call, id, answered });
      if (carrier) ask({ ...call, id, answered });
      else if (call.kind === 'mutation' && told?.state === 'lost') settle(id, { kind: 'error', id, failure: notSent });
      return () => {
        if (pending.delete(id)) send({ kind: 'stop', id });
      };
    },
    onState(listener) {
      beginOnce();
      listeners.add(listener);
      if (told) listener(told.state, told.why);
      return () => listeners.delete(listener);
    },
    close() {
      over = true;
      clearTimeout(retry);
      carrier?.close();
    },
  };
}

const mayHaveBeenDone: Failure = {
  code: 'CANCELLED',
  message:
    'The connection to Resalt was lost while this was under way. It may have been done: look before you repeat it.',
  retry: 'check-first',
};
const notSent: Failure = {
  code: 'CANCELLED',
  message: 'Not sent: there is no connection to Resalt. Nothing was done; try again when it is back.',
  retry: 'safe',
};
