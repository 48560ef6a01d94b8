import { describe } from 'vitest';
import { openBrowser } from './flow/shell.ts';
import { tellSessions } from './real-sessions/flow.ts';

describe('sessions of real sites in a Chromium, on resalt serve', () => tellSessions('browser', openBrowser));
