import { describe, expect, test } from 'vitest';
import { systemKeychain } from '../../../src-main/vault/keychain.ts';

const failing = (message: string) => systemKeychain(() => Promise.reject(new Error(message)));
const start = "This machine's keychain can't be used: ";

describe('Why there is no keychain', () => {
  test.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'no keychain service'],
    ['Could not connect: No such file or directory', 'no keychain service'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'no keychain service'],
    ['libsecret-1.so.0: cannot open shared object file: No such file or directory', 'not installed'],
    ['The prompt was dismissed', 'it stayed locked'],
    ['\u001b[31mGDBus.Error: d\u00e9sol\u00e9', 'no keychain service'],
    ['Quelque chose', 'for a reason that Resalt does not know'],
  ])('is one sentence in plain words: %j', async (raw, reason) => {
    const { available, why } = await failing(raw).available();
    expect(available).toBe(false);
    expect(why).toContain(`${start}`);
    expect(why).toContain(reason);
    expect(why?.match(/keychain can't be used/g)).toHaveLength(1);
    expect(why).not.toContain(raw);
    expect(why).toMatch(/^[\x20-\x7e]+[^.]\.$/);
    await expect(failing(raw).read('id')).rejects.toMatchObject({ code: 'NOT_ALLOWED_HERE', message: why });
  });
});
