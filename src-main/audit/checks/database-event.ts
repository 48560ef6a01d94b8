import { codeOf } from './stored-code.ts';

export const databaseEvent = codeOf('events', 'database-event', 'event');
