import type { Check } from './check.ts';

/** Code that is there without being used: its holes are open all the same, since its files can be asked for. */
export const inactivePlugin: Check = {
  name: 'inactive-plugin',
  reads: ['files', 'blogs'],
  find: ({ files, blogs }) => {
    if (!files || blogs.some(({ activePlugins }) => activePlugins === null)) return [];
    const active = new Set(blogs.flatMap(({ activePlugins }) => (activePlugins ?? []).map((one) => one.split('/')[0])));
    const idle = [...files.plugins]
      .filter(([folder]) => !active.has(folder))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    if (idle.length === 0) return [];
    return [
      {
        harm: 'foothold',
        confidence: 'unlikely',
        title: `${idle.length} plugins are installed and not active`,
        where: files.places.plugins,
        why: 'Their files can be asked for all the same, and nobody thinks of updating them.',
        about: { plugins: idle.map(([folder]) => folder) },
        seen: { versions: idle.map(([folder, { version }]) => `${folder} ${version ?? ''}`.trim()) },
        fix: null,
        byHand: 'Delete what nobody needs.',
      },
    ];
  },
};
