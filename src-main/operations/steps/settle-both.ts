export type Settled<T> = { value: T; error?: never } | { value?: never; error: unknown };

/** Two works at once, each to its end: the failure of one must not hide what the other did. */
export async function settleBoth<A, B>(one: Promise<A>, two: Promise<B>): Promise<[Settled<A>, Settled<B>]> {
  const settle = <T>(work: Promise<T>): Promise<Settled<T>> =>
    work.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
  return Promise.all([settle(one), settle(two)]);
}
