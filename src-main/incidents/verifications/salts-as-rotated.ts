import { saltConstantsOf } from '../../operations/steps/read-configuration.ts';
import { readDatabase } from '../../operations/steps/read-database.ts';
import { effectiveSalts, fingerprint } from '../../wordpress/salts.ts';
import { fails, holds, type Look, type PastRun, unseen, type Verdict, type Verify } from './verification.ts';

/**
 * The salts in force now are those that the newest rotation of Resalt's made, and the step made a rotation of its own. An older configuration that was put
 * back fails, and so does a rollback: old salts revive old cookies. What stands
 * in the configuration is not what PHP has where a file that runs before it defines them first, so without a refused cookie nobody knows.
 */
export const saltsAsRotated: Verify = async (look) => {
  const own = (await look.runs()).find(rotated);
  if (!own) return fails('No run of this step has given the site new salts.');
  if (own.row.proof?.verdict === 'still-accepted')
    return fails(`After the rotation an old cookie still opened the site. ${own.row.proof.why ?? ''}`.trim());
  return judgeSalts(own, (await look.allRuns()).find(rotated) ?? own, await saltsNow(look));
};

/** `now`: the fingerprint of the salts in force; null where they can't be read. */
export function judgeSalts(own: PastRun, newest: PastRun, now: string | null): Verdict {
  if (now === null) return unseen('The salts in force can’t be read here, so they can’t be compared.');
  if (newest.operation === 'RollBackSalts') return fails(`Run ${newest.run} put older salts back.`);
  if (now !== newest.row.salts?.fingerprintAfter)
    return fails(
      'The salts are other ones than the last rotation made: someone has written them since, or put an older configuration back.',
    );
  const later = newest.run === own.run ? '' : ` Run ${newest.run} has rotated them once more since.`;
  const { verdict, why } = own.row.proof ?? { verdict: null, why: null };
  if (verdict === 'refused')
    return holds(`The salts are those that run ${own.run} made, and an old cookie was refused after it.${later}`);
  return unseen(
    `The configuration has the salts that run ${own.run} made.${later} That an old cookie is refused could not be shown: ${why ?? 'it was not tried.'} Code that runs before the configuration could have set others. See by hand that a login of before is out, then tick this with a note.`.slice(
      0,
      2000,
    ),
  );
}

const rotated = ({ row }: PastRun): boolean =>
  row.salts !== null &&
  row.salts.fingerprintAfter !== null &&
  row.salts.fingerprintAfter !== row.salts.fingerprintBefore;

async function saltsNow(look: Look): Promise<string | null> {
  const { configuration, database, tables, now } = await look.open();
  if (!configuration) return null;
  const stored = await readDatabase(database, tables, now, { canary: false, configuration });
  return fingerprint(effectiveSalts(saltConstantsOf(configuration.understood), stored.saltOptions));
}
