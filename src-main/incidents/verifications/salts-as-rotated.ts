import { saltConstantsOf } from '../../operations/steps/read-configuration.ts';
import { readDatabase } from '../../operations/steps/read-database.ts';
import { effectiveSalts, fingerprint } from '../../wordpress/salts.ts';
import { fails, holds, type Look, type PastRun, unseen, type Verify } from './verification.ts';

/**
 * The salts in force now are those that the newest rotation of Resalt's made, and the step made a rotation of its own. An older configuration that was put
 * back fails, and so does a rollback: old salts revive old cookies.
 */
export const saltsAsRotated: Verify = async (look) => {
  const own = (await look.runs()).find(rotated);
  if (!own) return fails('No run of this step has given the site new salts.');
  if (own.row.proof?.verdict === 'still-accepted')
    return fails(`After the rotation an old cookie still opened the site. ${own.row.proof.why ?? ''}`.trim());
  const newest = (await look.allRuns()).find(rotated) ?? own;
  const now = await saltsNow(look);
  if (now === null) return unseen('The salts in force can’t be read here, so they can’t be compared.');
  if (newest.operation === 'RollBackSalts') return fails(`Run ${newest.run} put older salts back.`);
  if (now !== newest.row.salts?.fingerprintAfter)
    return fails(
      'The salts are other ones than the last rotation made: someone has written them since, or put an older configuration back.',
    );
  const refused = own.row.proof?.verdict === 'refused' ? ', and an old cookie was refused after it' : '';
  const later = newest.run === own.run ? '' : ` Run ${newest.run} has rotated them once more since.`;
  return holds(`The salts are those that run ${own.run} made${refused}.${later}`);
};

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
