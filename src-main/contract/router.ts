import type {
  TRPCBuiltRouter,
  TRPCDefaultErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server';
import type { z } from 'zod';
import type { Failure } from './failures.ts';
import type { Procedures } from './procedures.ts';

/** What a failed call carries to the other side, besides tRPC's own code. */
export type ErrorShape = TRPCDefaultErrorShape & { data: { failure: Failure } };

interface Declared {
  kind: 'query' | 'mutation' | 'subscription';
  input: z.ZodType;
  output: z.ZodType;
}
type Typed<D extends Declared> = { input: z.input<D['input']>; meta: unknown };
type Built<D extends Declared> = D['kind'] extends 'query'
  ? TRPCQueryProcedure<Typed<D> & { output: z.output<D['output']> }>
  : D['kind'] extends 'mutation'
    ? TRPCMutationProcedure<Typed<D> & { output: z.output<D['output']> }>
    : TRPCSubscriptionProcedure<Typed<D> & { output: AsyncIterable<z.output<D['output']>, void, unknown> }>;

type Nouns = {
  [N in keyof Procedures]: {
    [V in keyof Procedures[N]]: Procedures[N][V] extends Declared ? Built<Procedures[N][V]> : never;
  };
};

/** The router's type, made from the declared procedures alone, so that the window needs nothing of the engine. */
export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: ErrorShape; transformer: false },
  Nouns
>;
