import { describe } from 'vitest';
import { openBrowser } from './flow/shell.ts';
import { tellAudit } from './real-audit/flow.ts';

describe('auditing real sites in a Chromium, on resalt serve', () => tellAudit('browser', openBrowser));
