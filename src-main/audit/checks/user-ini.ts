import { oddInPhpIni } from '../../wordpress/server-files/htaccess.ts';
import { type Check, inFiles } from './check.ts';
import { asFound, tooLarge } from './odd-setting.ts';

/** .user.ini and php.ini: PHP reads them in the site's own folders. */
export const userIni: Check = {
  name: 'user-ini',
  reads: ['files', 'texts'],
  find: inFiles((files) =>
    [...files.texts]
      .filter(([path]) => /(^|\/)(\.user|php\d*)\.ini$/i.test(path))
      .flatMap(([path, { text, cut }]) =>
        [...oddInPhpIni(text), ...(cut ? [tooLarge] : [])].map((odd) =>
          asFound(path, text, files.entries.get(path)?.mtime ?? null, odd),
        ),
      ),
  ),
};
