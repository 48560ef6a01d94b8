import { isChanged } from '../../wordpress/files/suspects.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { asFound, digestOf, type Suspect, signsSaid, sureness, suspectOf } from './suspect-file.ts';

/** Beyond it the files are those of another version or another maker: they are told together. */
const many = 40;

/** Compared with what WordPress.org publishes for this version and language. Nobody should edit the core. */
export const coreFileChanged: Check = {
  name: 'core-file-changed',
  reads: ['files', 'texts', 'core-checksums', 'core-hashes'],
  find: inFiles((files) => {
    const changed = [...files.entries]
      .filter(([path]) => isChanged(path, files) === true)
      .map(([path, entry]) => suspectOf(path, entry, files));
    const alone = changed.length > many ? changed.filter(({ signs }) => signs.length > 0) : changed;
    const version = files.core.version ?? '';
    return [...(changed.length > many ? [together(changed, version)] : []), ...alone.map((one) => told(one, version))];
  }),
};

function told(suspect: Suspect, version: string): Found {
  const code = /\.(?:php|js)$/i.test(suspect.path);
  return {
    ...asFound(suspect),
    ...(code ? {} : { harm: 'foothold' }),
    confidence: code ? sureness(suspect, 'likely') : 'unlikely',
    title: `${suspect.path} is not as WordPress ${version} has it`,
    why: `Code in a core file runs on every page, and looks as if it belonged there.${signsSaid(suspect)}`,
    fix: null,
    byHand: `Put a fresh copy of WordPress ${version} over it (Dashboard > Updates > Re-install, or wp core download --force --skip-content).`,
  };
}

function together(changed: readonly Suspect[], version: string): Found {
  const paths = changed.map(({ path }) => path).sort();
  return {
    ...{ harm: 'takeover', confidence: 'possible', where: 'wp-admin, wp-includes', fix: null },
    title: `${changed.length} files are not as WordPress ${version} has them`,
    why: 'So many differ when an update broke off or when somebody else packed this WordPress. Among so many a changed one can hide.',
    about: {
      version,
      count: changed.length,
      files: digestOf(changed.map(({ path, entry }) => `${entry.md5} ${path}`).sort()),
    },
    seen: { paths },
    byHand: `Put a fresh copy of WordPress ${version} in, then audit again.`,
  };
}
