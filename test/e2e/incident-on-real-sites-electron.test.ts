import { describe } from 'vitest';
import { electronDist } from './electron-runtime.ts';
import { tellIncident } from './real-incident/flow.ts';

describe.skipIf(electronDist() === null)('a breach of a real site worked through in the app', () =>
  tellIncident('electron'),
);
