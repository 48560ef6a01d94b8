import { readable } from './readable.ts';

export const gitReadable = readable('git-readable', ['repository']);
