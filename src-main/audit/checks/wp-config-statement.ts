import type { Check } from './check.ts';

/** A configuration defines constants and loads WordPress. Whatever else it does, it does before every page. */
export const wpConfigStatement: Check = {
  name: 'wp-config-statement',
  reads: ['config'],
  find: ({ configStatements }) =>
    configStatements.map(({ path, line, what, sure, digest }) => ({
      harm: 'takeover' as const,
      confidence: sure,
      title: `${what}: a statement that does not belong into a configuration`,
      where: `${path}, line ${line}`,
      why: 'The configuration runs before WordPress on every page, past all of its checks, and no update touches it.',
      about: { path: path.split('/').pop() ?? path, what, statement: digest },
      fix: null,
      byHand: 'Look at the line. If it is neither yours nor your host’s, take it out, and change salts and passwords.',
    })),
};
