import type { Failure } from '../../../src-main/contract/failures.ts';

export class FakeFailure extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}
export const refuse = (code: Failure['code'], message: string, retry: Failure['retry'] = 'never'): never => {
  throw new FakeFailure({ code, message, retry });
};
