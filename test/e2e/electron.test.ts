import { describe } from 'vitest';
import { openElectron } from './flow/shell.ts';
import { tellFlow } from './flow.ts';

/** Where there is no Electron this fails: a window that nobody tried is not known to work. */
describe('in the app’s own window, in a real Electron', () => tellFlow('electron', openElectron));
