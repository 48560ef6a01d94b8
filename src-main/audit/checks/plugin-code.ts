import type { Confidence } from '../../contract/findings.ts';
import type { FileReading, FileText } from '../../wordpress/file-reading.ts';
import { honestToo, saysNothingAlone, shellSigns } from '../../wordpress/files/shell-signs.ts';
import { inPlugin, isPhp } from '../../wordpress/files/suspects.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { hiddenIn, ofFile, readOf, saysOf } from './hidden-in-file.ts';
import { behindLink, mayRun } from './suspect-file.ts';

/**
 * A plugin that WordPress.org doesn't know, a bought one or one that an attacker made up, has nothing to be compared with: of its PHP what shows signs of
 * malware. And index.php beside the plugins, which WordPress brings empty and nobody compares.
 */
export const pluginCode: Check = {
  name: 'plugin-code',
  reads: ['files', 'texts', 'plugin-code'],
  find: inFiles((files) =>
    [...files.texts].flatMap(([path, text]) => {
      const plugin = isPhp(path) ? inPlugin(path, files.places) : null;
      if (!plugin || files.plugins.get(plugin.slug)?.checksums || behindLink(path, files.entries)) return [];
      return found(path, text, plugin.slug === 'index.php', files);
    }),
  ),
};

function found(path: string, text: FileText, beside: boolean, files: FileReading): Found[] {
  const entry = files.entries.get(path);
  const signs = shellSigns(text.text);
  const hidden = hiddenIn(text) ?? [];
  const sure = sureOf(signs, hidden[0]?.sure) ?? (beside && entry && mayRun(entry) ? 'likely' : null);
  if (sure === null) return [];
  const what = signs.length > 0 ? ` Its text ${signs.join(', ')}.` : '';
  return [
    {
      ...ofFile(path, files),
      harm: 'takeover',
      confidence: sure,
      title: beside
        ? `${path} does something`
        : `${path} ${sure === 'possible' ? 'may hide something' : 'looks like malware'}`,
      why: `${beside ? 'WordPress brings it empty.' : 'Nobody publishes what this plugin should be.'} It runs with the plugin, or when anybody opens its address.${what}`,
      seen: { signs, hidden: saysOf(hidden), ...readOf(hidden, text) },
      byHand: 'Do you know this plugin? Compare it with its maker’s copy. If nobody does, take the whole plugin away.',
    },
  ];
}

/** Plugins that are sold do odd things honestly: only what none of them does is certain. */
function sureOf(signs: readonly string[], hidden: 'certain' | 'likely' | 'possible' | undefined): Confidence | null {
  if (signs.some((one) => !honestToo.includes(one))) return 'certain';
  if (hidden === 'certain') return 'likely';
  return hidden === 'likely' || !saysNothingAlone(signs) ? 'possible' : null;
}
