import { readable } from './readable.ts';

export const uploadsListed = readable('uploads-listed', ['listing']);
