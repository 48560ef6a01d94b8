import { z } from 'zod';
import { failure } from './failures.ts';

/** What goes to the engine. Anything that is not exactly this is dropped and the carrier closed. */
export const toEngine = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum(['query', 'mutation', 'subscription']),
    id: z.number().int().nonnegative(),
    path: z.string().max(100),
    input: z.unknown(),
  }),
  z.strictObject({ kind: z.literal('stop'), id: z.number().int().nonnegative() }),
  /** One `next` was handled: a subscription runs at most `mostAhead` of them ahead, so a slow window costs no memory. */
  z.strictObject({ kind: z.literal('seen'), id: z.number().int().nonnegative() }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** How many `next` of one subscription may be under way without having been `seen`. */
export const mostAhead = 16;

/** What comes back: one `result` or `error` per call; `next`… and `end` (or `error`) per subscription. */
export const fromEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), id: z.number(), data: z.unknown() }),
  z.object({ kind: z.literal('next'), id: z.number(), data: z.unknown() }),
  z.object({ kind: z.literal('end'), id: z.number() }),
  z.object({ kind: z.literal('error'), id: z.number(), failure }),
]);
export type FromEngine = z.infer<typeof fromEngine>;

/** One end of a way between a window and the engine: a MessagePort or a WebSocket, behind two members and a close. */
export interface Carrier<Out, In> {
  send(message: Out): void;
  onMessage(listener: (message: In) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}
