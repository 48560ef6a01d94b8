import { codeOf } from './stored-code.ts';

export const databaseTrigger = codeOf('triggers', 'database-trigger', 'trigger');
