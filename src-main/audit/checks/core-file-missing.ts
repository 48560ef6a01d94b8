import { at } from '../../wordpress/files/places.ts';
import { type Check, inFiles } from './check.ts';
import { digestOf } from './suspect-file.ts';

/** What people take away on purpose. */
const notMissed =
  /^(?:readme\.html|license\.txt|licens\.\w+|wp-config-sample\.php|wp-admin\/(?:install|upgrade|setup-config)\.php)$|^[^/]+\.(?:txt|html)$/;

export const coreFileMissing: Check = {
  name: 'core-file-missing',
  reads: ['files', 'core-checksums'],
  find: inFiles(({ entries, core, places }) => {
    const missing = [...(core.checksums?.keys() ?? [])].filter(
      (name) => !entries.has(at(places.core, name)) && !notMissed.test(name),
    );
    if (missing.length === 0) return [];
    return [
      {
        ...{ harm: 'foothold', confidence: 'unlikely', where: missing[0] ?? '', fix: null },
        title: `${missing.length === 1 ? 'A file' : `${missing.length} files`} of WordPress ${core.version} missing`,
        why: 'An update that broke off, or somebody took it away. A page that needs it stops there.',
        about: { version: core.version, count: missing.length, files: digestOf(missing.sort()) },
        seen: { missing },
        byHand: `Put a fresh copy of WordPress ${core.version} in.`,
      },
    ];
  }),
};
