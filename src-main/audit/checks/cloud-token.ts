import { type Check, onBlog } from './check.ts';

/** Where the backups go. Whoever reads the database reads, or deletes, these too. */
export const cloudToken: Check = {
  name: 'cloud-token',
  reads: ['blogs'],
  find: (reading) =>
    reading.blogs.flatMap(({ blog, cloudOptions }) =>
      cloudOptions.map((option) => ({
        harm: 'damage' as const,
        confidence: 'unlikely' as const,
        title: `UpdraftPlus keeps what opens a store of backups (${option.replace('updraft_', '')})`,
        where: `option ${option}${onBlog(reading, blog)}`,
        why: 'After a breach it counts as known: backups hold all that the site holds, and could be deleted.',
        about: { blog, option },
        fix: null,
        byHand: 'Take the access back at the store itself, then connect UpdraftPlus anew.',
      })),
    ),
};
