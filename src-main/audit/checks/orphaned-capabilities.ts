import { type Check, onBlog } from './check.ts';

/** Left behind by a deleted user or blog; restored or planted ids would find the rights waiting. */
export const orphanedCapabilities: Check = {
  name: 'orphaned-capabilities',
  reads: ['rights'],
  find: (reading) =>
    reading.orphans.map(({ userId, blog, how }) => ({
      harm: 'foothold',
      confidence: 'possible',
      title: `Rights of an administrator are left for user ${userId}${reading.people.has(userId) ? ` on blog ${blog}, which is gone` : ', who does not exist'}`,
      where: `user ${userId}${onBlog(reading, blog)}`,
      why: 'They open nothing now. A user who is made with that number has them at once.',
      about: { userId, blog, how: [...how] },
      fix: { operation: 'RepairRights', arguments: { kind: 'orphan', userId, blog } },
      byHand: 'Delete the row from usermeta.',
    })),
};
