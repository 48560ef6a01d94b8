import type { Confidence } from '../../contract/findings.ts';
import type { Leak, LeakKind } from '../../wordpress/leaks.ts';
import type { Harm } from '../severity.ts';
import type { Check, Found } from './check.ts';

interface Says {
  harm: Harm;
  sure: Confidence;
  what: string;
  why: string;
}

const configuration = 'It holds the database password and the salts: change both, for they may have been read.';
const says: Record<LeakKind, Says> = {
  configuration: { harm: 'takeover', sure: 'certain', what: 'A copy of the configuration', why: configuration },
  environment: { harm: 'takeover', sure: 'certain', what: 'A file of settings (.env)', why: configuration },
  dump: {
    harm: 'damage',
    sure: 'certain',
    what: 'A dump of a database',
    why: 'It holds users, hashes and whatever the site knows of its customers.',
  },
  archive: {
    harm: 'damage',
    sure: 'possible',
    what: 'An archive',
    why: 'If it is a backup, it holds the configuration and all data of the site.',
  },
  log: {
    harm: 'foothold',
    sure: 'certain',
    what: 'A log of errors',
    why: 'It tells paths, plugins and sometimes data to whoever looks for a way in.',
  },
  repository: {
    harm: 'damage',
    sure: 'certain',
    what: 'The history of the code',
    why: 'With it the whole code, and every secret that was ever in it, can be read.',
  },
  listing: {
    harm: 'foothold',
    sure: 'unlikely',
    what: 'The list of uploads',
    why: 'Whoever looks finds what was meant for few.',
  },
};
const backup =
  /backup|back-up|\bbak\b|dump|wordpress|wp-content|public_html|htdocs|migrat|duplicator|archive|www|database|\.wpress$|\.jpa$/i;

/** What anybody reads from outside, of these kinds. Only that it opens was looked at, nothing was kept. */
export const readable = (name: Check['name'], kinds: readonly LeakKind[]): Check => ({
  name,
  reads: ['outside'],
  find: ({ leaks }) => leaks.filter(({ kind }) => kinds.includes(kind)).map(found),
});

function found({ kind, path }: Leak): Found {
  const { harm, sure, what, why } = says[kind];
  return {
    harm,
    confidence: kind === 'archive' && backup.test(path.split('/').pop() ?? '') ? 'likely' : sure,
    title: `${what} can be read by anybody: ${path}`,
    where: path,
    why,
    about: { kind, path },
    fix: null,
    byHand:
      kind === 'listing'
        ? 'Switch the listing of folders off (Options -Indexes, autoindex off).'
        : 'Move it out of the web server’s reach, or delete it. What was in it counts as known to others.',
  };
}
