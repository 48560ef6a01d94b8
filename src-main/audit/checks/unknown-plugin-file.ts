import { inPlugin, isPhp, isUnknown } from '../../wordpress/files/suspects.ts';
import { type Check, inFiles } from './check.ts';
import { asFound, behindLink, mayRun, signsSaid, sureness, suspectOf } from './suspect-file.ts';

/** PHP in a public plugin's folder that its makers did not ship. Some plugins write settings there. */
export const unknownPluginFile: Check = {
  name: 'unknown-plugin-file',
  reads: ['files', 'texts', 'plugin-checksums'],
  find: inFiles((files) =>
    [...files.entries].flatMap(([path, entry]) => {
      if (entry.kind !== 'file' || !isPhp(path) || isUnknown(path, files) !== true) return [];
      const plugin = inPlugin(path, files.places);
      if (!plugin || !mayRun(entry) || behindLink(path, files.entries)) return [];
      const suspect = suspectOf(path, entry, files);
      const version = files.plugins.get(plugin.slug)?.version;
      return {
        ...asFound(suspect),
        confidence: sureness(suspect, 'possible'),
        title: `${path} is not ${plugin.slug} ${version}’s`,
        why: `It runs when anybody opens its address, and an update may leave it where it is.${signsSaid(suspect)}`,
        byHand: 'Read it. If the plugin did not write it itself, take it away.',
      };
    }),
  ),
};
