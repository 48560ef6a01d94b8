import { expect, it } from 'vitest';
import { defaultDataDir } from '../../../src-main/command-line/data-dir.ts';

it("is the desktop app's own folder on each system", () => {
  expect(defaultDataDir('linux', {}, '/home/a')).toBe('/home/a/.config/Resalt');
  expect(defaultDataDir('linux', { XDG_CONFIG_HOME: '/x' }, '/home/a')).toBe('/x/Resalt');
  expect(defaultDataDir('darwin', {}, '/Users/a')).toBe('/Users/a/Library/Application Support/Resalt');
  expect(defaultDataDir('win32', { APPDATA: 'C:\\R' }, 'C:\\u')).toBe('C:\\R\\Resalt');
});
