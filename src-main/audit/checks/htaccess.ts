import { foreignPlace } from '../../wordpress/files/suspects.ts';
import { oddInHtaccess } from '../../wordpress/server-files/htaccess.ts';
import { type Check, inFiles } from './check.ts';
import { asFound, tooLarge } from './odd-setting.ts';

/** Files that Apache and LiteSpeed read in every folder: they make pictures run as PHP, and lead visitors away. */
export const htaccess: Check = {
  name: 'htaccess',
  reads: ['files', 'texts'],
  find: inFiles((files, { url, blogs }) => {
    const hosts = new Set([url, ...blogs.flatMap(({ siteurl, home }) => [siteurl, home])].flatMap(hostOf));
    return [...files.texts]
      .filter(([path]) => /(^|\/)\.htaccess$/.test(path))
      .flatMap(([path, { text, cut }]) =>
        [...oddInHtaccess(text, hosts, foreignPlace(path, files.places) !== null), ...(cut ? [tooLarge] : [])].map(
          (odd) => asFound(path, text, files.entries.get(path)?.mtime ?? null, odd),
        ),
      );
  }),
};

const hostOf = (address: string | null): string[] =>
  address !== null && URL.canParse(address) ? [new URL(address).hostname.replace(/^www\./, '')] : [];
