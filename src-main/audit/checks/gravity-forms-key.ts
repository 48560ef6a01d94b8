import { keysOf } from './api-keys.ts';

export const gravityFormsKey = keysOf('gravity-forms', 'gravity-forms-key', 'Gravity Forms');
