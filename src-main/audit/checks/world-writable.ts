import type { Confidence } from '../../contract/findings.ts';
import type { FileEntry } from '../../wordpress/file-reading.ts';
import { isPhp } from '../../wordpress/files/suspects.ts';
import type { Harm } from '../severity.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { digestOf } from './suspect-file.ts';

/** Every account of the server may write there: at a shared host every other customer whose site was breached. Told by kind, not by file. */
export const worldWritable: Check = {
  name: 'world-writable',
  reads: ['files'],
  find: inFiles(({ entries }) => {
    const open = [...entries].filter(
      ([, { kind, mode }]) => (kind === 'file' || kind === 'folder') && (mode & 0o002) !== 0,
    );
    const of = (wanted: (path: string, entry: FileEntry) => boolean) =>
      open.filter(([path, entry]) => wanted(path, entry)).map(([path]) => path);
    const configuration = (path: string) => /(?:^|\/)(?:wp-config\.php|\.env|\.htaccess|\.user\.ini)$/.test(path);
    return [
      ...told(of(configuration), 'takeover', 'likely', 'the configuration'),
      ...told(
        of((path, { kind }) => kind === 'file' && isPhp(path) && !configuration(path)),
        ...(['takeover', 'possible', 'PHP'] as const),
      ),
      ...told(
        of((path, { kind }) => kind === 'folder' || !(isPhp(path) || configuration(path))),
        ...(['foothold', 'possible', 'folders and other files'] as const),
      ),
    ];
  }),
};

function told(paths: string[], harm: Harm, confidence: Confidence, what: string): Found[] {
  const [first] = paths.sort();
  if (first === undefined) return [];
  return [
    {
      ...{ harm, confidence, where: first, fix: null },
      title: `Any account of the server may write ${what}: ${paths.length === 1 ? first : `${paths.length} places`}`,
      why: 'Where several customers share a server, the breach of one is enough to write here.',
      about: { what, count: paths.length, places: digestOf(paths) },
      seen: { paths },
      byHand:
        'Folders need 755, files 644, wp-config.php 640 or less: find . -perm -002 lists them, chmod o-w closes them.',
    },
  ];
}
