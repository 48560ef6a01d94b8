import { describe } from 'vitest';
import { electronDist } from './electron-runtime.ts';
import { tellIncident } from './real-incident/flow.ts';

/** Asked for by RESALT_STORY=1 until it was seen to run in the time that the whole suite has for it. */
describe.skipIf(process.env.RESALT_STORY !== '1' || electronDist() === null)(
  'a breach of a real site worked through in the app (RESALT_STORY=1)',
  () => tellIncident('electron'),
);
