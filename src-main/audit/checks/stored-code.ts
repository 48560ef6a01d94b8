import type { StoredCode } from '../../wordpress/audit-reading.ts';
import type { Check, Found } from './check.ts';

/** Triggers and events run inside the database: they make an administrator again after every cleaning. WordPress has none. */
export const codeOf = (part: 'triggers' | 'events', name: Check['name'], what: string): Check => ({
  name,
  reads: [part],
  find: (reading) => reading[part].map((code) => found(code, what)),
});

const found = (code: StoredCode, what: string): Found => ({
  harm: code.touchesUsers ? 'takeover' : 'foothold',
  confidence: code.touchesUsers ? 'likely' : 'possible',
  title: `The database has the ${what} ${code.name}${code.touchesUsers ? ', which speaks of users or options' : ''}`,
  where: `${what} ${code.name}: ${code.when}`,
  why: 'It runs inside the database, where no scan of files sees it. WordPress and nearly all plugins have none.',
  about: { name: code.name, when: code.when, code: code.digest },
  seen: { created: code.created },
  fix: null,
  byHand: `Look at it (SHOW CREATE ${what.toUpperCase()}), keep a copy, then drop it.`,
});
