import { tokenStores } from '../../wordpress/token-options.ts';
import { type Check, onBlog } from './check.ts';

/** Tokens of plugins and fleet agents, by the names of their options alone (FACTS: Other token stores). */
export const pluginToken: Check = {
  name: 'plugin-token',
  reads: ['blogs'],
  find: (reading) =>
    reading.blogs.flatMap((blog) =>
      tokenStores.flatMap(({ product, kind, options }) => {
        const there = options.filter((name) => blog.tokenOptions.includes(name));
        if (there.length === 0) return [];
        return {
          harm: kind === 'fleet' ? ('takeover' as const) : ('damage' as const),
          confidence: 'unlikely' as const,
          title: `${product} has a token here`,
          where: `options ${there.join(', ')}${onBlog(reading, blog.blog)}`,
          why:
            kind === 'fleet'
              ? 'Whoever holds the other half can work on the site, as an administrator can.'
              : 'It connects the site with a service, in the site’s name.',
          about: { product, blog: blog.blog, options: there },
          fix: { operation: 'RevokeTokens', arguments: { kind: 'plugin', product, blog: blog.blog } },
          byHand: `Is ${product} yours or your client’s? Otherwise disconnect it in its settings.`,
        };
      }),
    ),
};
