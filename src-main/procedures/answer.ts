import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server';
import { type Carrier, type FromEngine, mostAhead, type ToEngine, toEngine } from '../contract/carrier.ts';
import { ResaltError } from '../contract/failures.ts';
import { callFailure } from './call-failure.ts';

/** What of the engine a carrier can reach. */
export interface Answering {
  router: AnyTRPCRouter;
  context: object;
  /** A person did something: the idle lock starts to count again. */
  touched(): void;
}

type Call = Extract<ToEngine, { path: string }>;
interface OpenCall {
  abort: AbortController;
  /** Items sent and not yet seen. */
  ahead: number;
  /** Goes on with a stream that waits for room; also called by a stop. */
  goOn(): void;
}

const mostOpen = 100;
/** In characters; the largest honest message is an import of 20,000,000 with its escapes. */
export const longestMessage = 32 * 1024 * 1024;

/**
 * The engine's end of a carrier: answers calls until the carrier closes. Both ways carry JSON text. A message that is
 * not exactly one of `toEngine` closes the carrier: a window of ours never sends one. Stopping or losing the carrier
 * ends queries and subscriptions; a mutation goes on to its end, it is only not answered any more.
 */
export function answer(engine: Answering, carrier: Carrier<string, string>): void {
  const open = new Map<number, OpenCall>();

  const reply = (message: FromEngine, call?: OpenCall) => {
    if (!call?.abort.signal.aborted) carrier.send(JSON.stringify(message));
  };

  const begin = async (message: Call) => {
    const call: OpenCall = { abort: new AbortController(), ahead: 0, goOn: () => undefined };
    open.set(message.id, call);
    if (message.kind !== 'subscription') engine.touched();
    try {
      if (message.kind === 'subscription') await stream(engine, message, call, reply);
      else reply({ kind: 'result', id: message.id, data: await invoke(engine, message, call) }, call);
    } catch (error) {
      reply({ kind: 'error', id: message.id, failure: callFailure(error) }, call);
    } finally {
      open.delete(message.id);
    }
  };

  carrier.onMessage((text) => {
    const message = read(text);
    if (!message) return carrier.close();
    if (message.kind === 'seen') return seen(open.get(message.id));
    if (message.kind === 'stop') return stop(open.get(message.id));
    if (open.has(message.id)) return carrier.close();
    if (open.size < mostOpen) return void begin(message);
    const tooMany = new ResaltError('NOT_ALLOWED_HERE', 'Too many calls at once. Wait for some to end.');
    reply({ kind: 'error', id: message.id, failure: callFailure(tooMany) });
  });
  carrier.onClose(() => {
    for (const call of open.values()) stop(call);
  });
}

function read(text: unknown): ToEngine | null {
  if (typeof text !== 'string' || text.length > longestMessage) return null;
  try {
    return toEngine.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function seen(call: OpenCall | undefined): void {
  if (!call) return;
  call.ahead = Math.max(0, call.ahead - 1);
  call.goOn();
}

function stop(call: OpenCall | undefined): void {
  call?.abort.abort();
  call?.goOn();
}

function invoke(engine: Answering, message: Call, call: OpenCall): Promise<unknown> {
  return callTRPCProcedure({
    router: engine.router,
    path: message.path,
    getRawInput: async () => message.input,
    ctx: engine.context,
    type: message.kind,
    // A write is never cut in the middle because a window went away.
    signal: message.kind === 'mutation' ? undefined : call.abort.signal,
    batchIndex: 0,
  });
}

/** A procedure's stream must end when its signal aborts; until it does, it counts among the open calls. */
async function stream(
  engine: Answering,
  message: Call,
  call: OpenCall,
  reply: (message: FromEngine, call: OpenCall) => void,
): Promise<void> {
  const iterator = ((await invoke(engine, message, call)) as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  try {
    while (!call.abort.signal.aborted) {
      const step = await iterator.next();
      if (step.done) return reply({ kind: 'end', id: message.id }, call);
      call.ahead += 1;
      reply({ kind: 'next', id: message.id, data: step.value }, call);
      await room(call);
    }
  } finally {
    await iterator.return?.();
  }
}

/** Resolves when the window has seen enough for one more, or went away; until then the source is not asked for more. */
function room(call: OpenCall): Promise<void> {
  return new Promise((resolve) => {
    call.goOn = () => {
      if (call.ahead < mostAhead || call.abort.signal.aborted) resolve();
    };
    call.goOn();
  });
}
