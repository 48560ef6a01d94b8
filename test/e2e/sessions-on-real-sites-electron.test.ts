import { describe } from 'vitest';
import { openElectron } from './flow/shell.ts';
import { tellSessions } from './real-sessions/flow.ts';

describe('sessions of real sites in the app’s own window', () => tellSessions('electron', openElectron));
