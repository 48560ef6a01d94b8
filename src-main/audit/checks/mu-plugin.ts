import type { FileReading, FileText } from '../../wordpress/file-reading.ts';
import { harmlessPhp } from '../../wordpress/files/harmless-php.ts';
import { within } from '../../wordpress/files/places.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { hiddenIn, ofFile, readOf, saysOf } from './hidden-in-file.ts';

/** By what hosts and well-known plugins call theirs. Anybody can take such a name, so it only lowers what a name alone is worth. */
const known =
  /^(?:wpengine-common|mu-plugin|kinsta-mu-plugins|endurance-page-cache|endurance-browser-cache|sso|wp-stack-cdn|wpcomsh-loader|pantheon|pagely[\w-]*|gd-system-plugin|bluehost[\w-]*|siteground[\w-]*|flywheel[\w-]*|wp-cli-login-server|elementor-safe-mode|health-check-troubleshooting-mode|wordfence-waf|bedrock-autoloader|register-theme-directory|disallow-indexing|0-worker|mainwp-child-loader|a-loader|loader)\.php$/i;

/** WordPress loads every one of them, and no list of plugins lets one switch them off. */
export const muPlugin: Check = {
  name: 'mu-plugin',
  reads: ['files', 'texts'],
  find: inFiles((files) =>
    [...files.texts].flatMap(([path, text]) => {
      const name = within(files.places.muPlugins, path);
      return name !== null && /\.php$/i.test(name) ? found(path, name, text, files) : [];
    }),
  ),
};

function found(path: string, name: string, text: FileText, files: FileReading): Found[] {
  const hidden = hiddenIn(text);
  const [worst] = hidden ?? [];
  // WordPress itself loads only what stands right in the folder.
  if (!worst && hidden && !text.cut && (name.includes('/') || harmlessPhp(text.text) !== null)) return [];
  return [
    {
      ...ofFile(path, files),
      harm: 'takeover',
      confidence: worst?.sure ?? (known.test(name) && !text.cut ? 'unlikely' : 'possible'),
      title: worst
        ? `The must-use plugin ${name} hides something: ${worst.what.toLowerCase()}`
        : `There is the must-use plugin ${name}`,
      why: 'WordPress loads it on every page, and nobody can switch it off in the dashboard.',
      seen: { hidden: saysOf(hidden ?? []), ...readOf(hidden, text) },
      byHand:
        'Is it your host’s, or one of yours? If nobody knows it, move it out of the folder and look whether the site still works.',
    },
  ];
}
