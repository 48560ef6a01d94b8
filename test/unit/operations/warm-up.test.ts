import { beforeEach, expect, test, vi } from 'vitest';

const rotate = vi.hoisted(() => vi.fn());
vi.mock('../../../src-main/wordpress/wp-config/rotate.ts', () => ({ rotate }));
beforeEach(() => {
  vi.resetModules();
  rotate.mockReset();
});
const load = () => import('../../../src-main/operations/warm-up.ts');

test('the sample is understood and rotated, many times, once per process', async () => {
  const { warmUp } = await load();
  await Promise.all([warmUp(), warmUp()]);
  await warmUp();
  expect(rotate).toHaveBeenCalledTimes(40);
  expect(rotate.mock.calls[0]?.[0]).toMatchObject({ kind: 'understood' });
});

test('a failure in it is nobody’s', async () => {
  rotate.mockImplementation(() => {
    throw new Error('a fault in the code that warms itself');
  });
  const { warmUp } = await load();
  await expect(warmUp()).resolves.toBeUndefined();
});
