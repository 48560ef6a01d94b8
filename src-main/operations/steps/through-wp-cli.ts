import { saltNames } from '../../wordpress/salts.ts';
import type { Refused, Rotated, Rotation } from '../../wordpress/wp-config/answer.ts';
import { printable } from '../../wordpress/wp-config/environment.ts';
import { refuse } from '../../wordpress/wp-config/understand.ts';
import type { Look } from './look.ts';
import type { Configuration } from './read-configuration.ts';

const instead = 'leave out --via wp-cli';
const anchor = "/* That's all, stop editing!";

/**
 * What Resalt would do itself, with what is different where WP-CLI does it: refused where WP-CLI is not there, may not be run,
 * or can't reach the values as Resalt understands them. Nothing is written.
 */
export function throughWpCli({ configuration, host }: Look, rotation: Rotation): Rotation {
  if (rotation.kind === 'refused' || !configuration) return rotation;
  const refusal = absentOrRoot(configuration, host?.label ?? 'the server') ?? outOfReach(configuration, rotation);
  if (refusal) return refusal;
  const path = printable(configuration.understood.entry);
  const inPlace = `WP-CLI overwrites ${path} in place, key by key: for an instant a visitor may meet half a file.`;
  return { ...rotation, warnings: [...rotation.warnings, inPlace, ...missing(configuration)] };
}

/** Why WP-CLI is not run for this account; the run itself looks again (wp-cli.ts). */
export const asRoot =
  'WP-CLI is never run as root, because it runs code that the site’s files can bring in. Reach the site by the account that owns it, or leave out --via wp-cli.';
export const noWpCli = (label: string) =>
  `There is no WP-CLI for this account on ${label} (the command wp). Install it there, or ${instead}.`;

function absentOrRoot({ uid, programs }: Configuration, label: string): Refused | null {
  if (uid === 0) return refuse('NOT_ALLOWED_HERE', asRoot);
  // Over SFTP alone neither the account nor a program is seen.
  if (uid === null && programs.size === 0)
    return refuse('NOT_ALLOWED_HERE', `WP-CLI needs a shell, which this account has not on ${label}; ${instead}.`);
  return programs.has('wp') ? null : refuse('COMMAND_FAILED', noWpCli(label));
}

/** WP-CLI changes constants in the one file that WordPress loads, and only as that file stands. */
function outOfReach({ understood, writing }: Configuration, { edits }: Rotated): Refused | null {
  const { entry } = understood;
  const others = edits.filter(({ path }) => path !== entry).map(({ path }) => printable(path));
  if (edits.length === 0)
    return refuse('SALTS_ELSEWHERE', `The salts are in the database, where WP-CLI does not change them; ${instead}.`);
  if (others.length > 0)
    return refuse(
      'SALTS_ELSEWHERE',
      `WP-CLI changes ${printable(entry)} alone, and salts of this site are in ${others.join(' and ')}. Resalt’s own way reaches them: ${instead}.`,
    );
  if (writing.get(entry)?.file === false)
    return refuse(
      'NOT_WRITABLE',
      `WP-CLI overwrites ${printable(entry)} as it is, which this account may not. Resalt’s own way can replace it: ${instead}.`,
    );
  return null;
}

function missing({ understood: { salts, entry, files } }: Configuration): string[] {
  const absent = saltNames.filter((name) => salts[name].how === 'absent');
  if (absent.length === 0) return [];
  const fact = files.get(entry);
  const there = typeof fact === 'object' && fact.bytes.includes(anchor);
  const where = 'the line “That’s all, stop editing!”';
  return [
    there
      ? `${absent.join(', ')}: not in the file. WP-CLI adds what is missing before ${where}.`
      : `${absent.join(', ')}: not in the file, and WP-CLI adds what is missing before ${where} only, which is not there: it will fail.`,
  ];
}
