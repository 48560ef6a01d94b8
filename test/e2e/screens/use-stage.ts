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

/** Keeps back the answer to the next call of this: it is found when it is asked for, and comes when the returned function is called. */
export async function hold(page: Page, path: string): Promise<() => Promise<void>> {
  await page.evaluate((held) => {
    type Call = (path: string, input: unknown) => Promise<unknown>;
    const here = window as unknown as { fake: { engine: { call: Call } }; letGo: () => void };
    const { engine } = here.fake;
    const call = engine.call.bind(engine);
    const gate = new Promise<void>((resolve) => Object.assign(window, { letGo: resolve }));
    engine.call = async (asked, input) => {
      const answer = await call(asked, input);
      if (asked !== held) return answer;
      engine.call = call;
      await gate;
      return answer;
    };
  }, path);
  return () => page.evaluate(() => (window as unknown as { letGo: () => void }).letGo());
}
