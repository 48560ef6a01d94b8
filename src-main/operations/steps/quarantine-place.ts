import { bytesOfPath } from '../../wordpress/files/path-text.ts';
import type { OpenSite } from './look.ts';
import { plainConstant } from './read-configuration.ts';

/** A file of a site that may be taken away: where it is, and within which folder it must be. */
export interface Place {
  /** As it was asked for. */
  asked: string;
  folder: string;
  name: string;
  /** The site's folder or its folder of content; the real folder of the file must lie in it. */
  within: string;
}

const coreRoot = new Set([
  ...[
    'index.php',
    'wp-activate.php',
    'wp-blog-header.php',
    'wp-comments-post.php',
    'wp-config.php',
    'wp-config-sample.php',
  ],
  ...['wp-cron.php', 'wp-links-opml.php', 'wp-load.php', 'wp-login.php', 'wp-mail.php', 'wp-settings.php'],
  ...['wp-signup.php', 'wp-trackback.php', 'xmlrpc.php'],
]);

/** Where a path leads, or in words why nothing may be taken away there. */
export function placeOf(open: Pick<OpenSite, 'configuration'>, asked: string): Place | { refused: string } {
  const { configuration } = open;
  if (!configuration) return { refused: 'The site is reached by its database alone.' };
  const { root, understood } = configuration;
  const content = plainConstant(understood, 'WP_CONTENT_DIR');
  const path = asked.startsWith('/') ? asked : `${root}/${asked.replace(/^(?:\.\/)+/, '')}`;
  const parts = path.split('/').slice(1);
  const name = parts.pop() ?? '';
  if (
    name === '' ||
    parts.some((part) => part === '' || part === '.' || part === '..') ||
    name === '.' ||
    name === '..'
  )
    return { refused: 'The path is not plain.' };
  const within = [root, ...(content?.startsWith('/') ? [content] : [])].find((folder) => path.startsWith(`${folder}/`));
  if (!within) return { refused: 'It lies outside the site’s folder.' };
  const relative = path.slice(root.length + 1);
  if (name === 'wp-config.php' || understood.files.has(path))
    return { refused: 'It is part of the site’s configuration. Take what doesn’t belong out of it by hand.' };
  if (path.startsWith(`${root}/`) && coreRoot.has(relative))
    return { refused: 'It is a file of WordPress itself. Put a fresh copy of WordPress’s files in.' };
  return { asked, folder: `/${parts.join('/')}`, name, within };
}

/** Whether it lies where WordPress’s own files are, so that the site may need it. */
export const amongCore = ({ asked }: Place): boolean => /(?:^|\/)wp-(?:admin|includes)\//.test(asked);

/** A shell line that sets a variable to these bytes, whatever they are: a path may hold line breaks and what is no UTF-8. */
export function setPath(variable: string, path: string): string {
  const octal = [...bytesOfPath(path)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
  return `${variable}=$(printf '%bx' '${octal}'); ${variable}=\${${variable}%x}`;
}
