import { describe } from 'vitest';
import { electronDist } from './electron-runtime.ts';
import { tellIncident } from './real-incident/flow.ts';

/** Asked for by RESALT_STORY=1: seen to its end once (116 s on a busy machine), not yet within the whole suite. */
describe.skipIf(process.env.RESALT_STORY !== '1' || electronDist() === null)(
  'a breach of a real site worked through in the app (RESALT_STORY=1)',
  () => tellIncident('electron'),
);
