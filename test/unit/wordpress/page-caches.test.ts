import { describe, expect, it } from 'vitest';
import { pageCachesOf } from '../../../src-main/wordpress/page-caches.ts';

describe('which page caches a site has', () => {
  it('is told by the plugins that are active and by the drop-in, each once', () => {
    const rocket = "<?php\ndefined( 'ABSPATH' ) || exit;\ndefine( 'WP_ROCKET_ADVANCED_CACHE', true );";
    expect(pageCachesOf([], null)).toEqual([]);
    expect(pageCachesOf(['akismet/akismet.php', 'hello.php', ''], null)).toEqual([]);
    expect(pageCachesOf(['wp-fastest-cache/wpFastestCache.php'], null)).toEqual(['WP Fastest Cache']);
    expect(pageCachesOf(['wp-rocket/wp-rocket.php'], rocket)).toEqual(['WP Rocket']);
    expect(pageCachesOf(['nginx-helper/nginx-helper.php'], rocket)).toEqual(['WP Rocket', 'Nginx Helper']);
  });

  it('has one that is not known where the drop-in names nobody, and repeats none of its words', () => {
    const unknown = ['one that is not known (wp-content/advanced-cache.php)'];
    expect(pageCachesOf([], '')).toEqual(unknown);
    expect(pageCachesOf([], '<?php // \u001b[31m the attacker’s own cache')).toEqual(unknown);
    expect(pageCachesOf(['breeze/breeze.php'], '<?php // of nobody')).toEqual(['Breeze', ...unknown]);
    // What comes after the head is no name of a maker.
    expect(pageCachesOf([], `${' '.repeat(9000)}WP Rocket`)).toEqual(unknown);
  });
});
