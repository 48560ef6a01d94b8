import { comparedNames } from '../salts.ts';
import type { Definition, World } from './world.ts';

/** The first definition wins; PHP warns about a second one and keeps the first. */
export function define(name: string, definition: Definition, world: World): void {
  if (!world.constants.has(name)) world.constants.set(name, { ...definition, doubts: world.opaque });
}

/** Constants that may be there before the configuration runs, depending on how PHP was entered. */
const given =
  /^(WP_CLI|WP_CLI_\w+|DOING_\w+|WP_ADMIN|WP_(NETWORK|USER|BLOG)_ADMIN|WP_INSTALLING\w*|WP_REPAIRING|SHORTINIT|WP_USE_THEMES|XMLRPC_REQUEST|REST_REQUEST|WP_UNINSTALL_PLUGIN|PHPUNIT\w*|WP_TESTS\w*|PHP_\w+|HHVM_VERSION|STDIN|PANTHEON_\w+|IS_PRESSABLE|VIP_\w+|WPE_\w+|E_\w+)$/;

/** `defined()`: null where the files do not say. */
export function isDefined(name: string, world: World): boolean | null {
  const definition = world.constants.get(name);
  if (definition) return definition.maybe ? null : true;
  if (world.opaque.length > 0) return null;
  if ((comparedNames as readonly string[]).includes(name)) return false;
  return given.test(name) ? null : false;
}
