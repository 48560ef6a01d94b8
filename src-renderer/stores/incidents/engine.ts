import { api } from '../../api.ts';

/** The engine, as what is about incidents asks it. */
export const engine = api;
