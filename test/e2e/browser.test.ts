import { describe } from 'vitest';
import { openBrowser } from './flow/shell.ts';
import { tellFlow } from './flow.ts';

describe('in a real Chromium, on resalt serve', () => tellFlow('browser', openBrowser));
