import type { Host } from '../../src-main/hosts/host.ts';
import { localHost } from '../../src-main/hosts/local.ts';
import { shellQuote } from '../../src-main/hosts/shell-script.ts';

/** The account `nobody`: modes and owners mean something to it, as they don't to root. */
export const nobody = 65534;

/** `RESALT_SH="bash --posix"` runs the scripts as systems do whose sh is bash; dash is this one's. */
const shell = process.env.RESALT_SH ?? 'sh';

/** This machine as an account without rights sees it: `nobody` where the tests run as root, else whoever runs them. */
export const asNobody: Host =
  process.getuid?.() === 0
    ? {
        ...localHost,
        run: (script, options) =>
          localHost.run(
            `exec setpriv --reuid ${nobody} --regid ${nobody} --clear-groups ${shell} -c ${shellQuote(script)}`,
            options,
          ),
      }
    : localHost;
