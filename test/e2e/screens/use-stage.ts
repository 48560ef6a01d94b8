import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { openStage, type Stage } from './stage.ts';

/** One stage for all tests of a file; its windows are closed after each. */
export function useStage(): Pick<Stage, 'open' | 'address' | 'complaints'> {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterEach(() => stage.clear());
  afterAll(() => stage?.close());
  return {
    open: (scene) => stage.open(scene),
    address: (scene) => stage.address(scene),
    get complaints() {
      return stage.complaints;
    },
  };
}

/** What a window called, as its engine saw it. */
export const callsOf = <T = unknown>(page: Page, path: string): Promise<T[]> =>
  page.evaluate((wanted) => {
    const { fake } = window as unknown as { fake: { engine: { calls: { path: string; input: unknown }[] } } };
    return fake.engine.calls.filter((call) => call.path === wanted).map((call) => call.input as never);
  }, path);
