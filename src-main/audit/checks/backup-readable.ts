import { readable } from './readable.ts';

export const backupReadable = readable('backup-readable', ['configuration', 'environment', 'dump', 'archive']);
