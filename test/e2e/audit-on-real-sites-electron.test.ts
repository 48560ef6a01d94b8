import { describe } from 'vitest';
import { openElectron } from './flow/shell.ts';
import { tellAudit } from './real-audit/flow.ts';

describe('auditing real sites in the app', () => tellAudit('electron', openElectron));
