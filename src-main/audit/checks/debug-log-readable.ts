import { readable } from './readable.ts';

export const debugLogReadable = readable('debug-log-readable', ['log']);
