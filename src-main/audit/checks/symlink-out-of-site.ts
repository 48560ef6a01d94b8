import type { Confidence } from '../../contract/findings.ts';
import type { FileReading } from '../../wordpress/file-reading.ts';
import { foreignPlace, inCore, isPhp } from '../../wordpress/files/suspects.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { behindLink } from './suspect-file.ts';

/** A link through which the web server may show what is not the site's. Hosts and deployments link shared folders on purpose. */
export const symlinkOutOfSite: Check = {
  name: 'symlink-out-of-site',
  reads: ['files'],
  find: inFiles((files) => [...disguised(files), ...leadingOut(files)]),
};

/** A picture that a link's name makes PHP of: no other check looks at either, and the web server runs it. */
const disguised = (files: FileReading): Found[] =>
  [...files.entries].flatMap(([path, { kind, link, mtime }]) => {
    if (kind !== 'link' || !link || link.real === null || !isPhp(path) || behindLink(path, files.entries)) return [];
    if (isPhp(link.real) && foreignPlace(path, files.places) === null) return [];
    if (files.entries.get(link.real)?.kind === 'folder') return [];
    return {
      ...{ harm: 'takeover', confidence: 'likely', where: path, since: mtime, fix: null },
      title: `${path} makes ${link.real} run as PHP`,
      why: 'It runs when anybody opens its address, wherever the file itself lies and whatever it is called.',
      about: { path, to: link.to },
      seen: { real: link.real },
      byHand: 'Look at the file that it leads to, without opening it in a browser. Then take both away.',
    };
  });

const leadingOut = (files: FileReading): Found[] =>
  [...files.entries].flatMap(([path, { kind, link, mtime }]) => {
    if (kind !== 'link' || !link || link.real === null || !leadsOut(link.real, files.root)) return [];
    if (behindLink(path, files.entries) || isSharedCore(path, link.real, files)) return [];
    const confidence = sure(path, link.real, files);
    return {
      ...{ harm: 'damage' as const, confidence, where: path, since: mtime, fix: null },
      title: `${path} leads out of the site, to ${link.real}`,
      why:
        confidence === 'certain'
          ? 'Attackers make such links to read other sites’ configurations through the web server.'
          : 'Whoever may write there changes this site, and what lies there may be seen through it.',
      about: { path, to: link.to },
      seen: { real: link.real },
      byHand: `See what it is for. If nobody says so, take the link away (rm, not what it leads to).`,
    };
  });

const leadsOut = (real: string, root: string): boolean =>
  real.startsWith('/') ? real !== root && !real.startsWith(`${root}/`) : real.startsWith('..');

/** Managed hosts link the core, or its parts, to one copy: it keeps its names, and its content is compared all the same. */
function isSharedCore(path: string, real: string, { places, core, entries }: FileReading): boolean {
  const name = inCore(`${path}/`, places)?.replace(/\/$/, '');
  if (name === undefined || !real.endsWith(`/${name}`)) return false;
  if (core.checksums === null || core.checksums.has(name)) return true;
  return entries.has(path) && [...core.checksums.keys()].some((one) => one.startsWith(`${name}/`));
}

/** Whole servers, other people's homes, and configurations: no deployment links these. */
const tellTale =
  /^(?:\/(?:etc|root|proc|usr|var|home|home\d?\/[^/]+|var\/www|var\/log)?|.*\/wp-config[^/]*\.php|.*\/\.(?:env|ssh|my\.cnf)(?:\/.*)?|\/etc\/.*)$/;

function sure(path: string, real: string, { places }: FileReading): Confidence {
  if (tellTale.test(real)) return 'certain';
  const own = [places.content, places.uploads, places.plugins, places.muPlugins, places.themes, places.languages];
  const folder = path.slice(0, path.lastIndexOf('/'));
  return own.includes(path) || own.slice(1).includes(folder) ? 'unlikely' : 'possible';
}
