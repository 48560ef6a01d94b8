import { ResaltError } from '../../contract/failures.ts';
import { passwordFingerprint } from '../../operations/steps/database-password-files.ts';
import { openSiteDatabase } from '../../operations/steps/reach-site.ts';
import { plainConstant } from '../../operations/steps/read-configuration.ts';
import { textOf } from '../../wordpress/byte-string.ts';
import { fails, holds, type Look, type PastRun, unseen, type Verify } from './verification.ts';

/** The configuration has the password that Resalt's last change made, the database opens by it, and this step changed it. That the old one is refused was seen by the run. */
export const databasePasswordAsChanged: Verify = async (look) => {
  const own = (await look.runs()).find(changed);
  if (!own) return fails('No run of this step has changed the database password.');
  const newest = (await look.allRuns()).find(changed) ?? own;
  const expected = newest.marks.databasePassword?.fingerprint;
  const { configuration } = await look.open();
  const now = plainConstant(configuration?.understood ?? null, 'DB_PASSWORD');
  if (now === undefined || expected === undefined)
    return unseen('The database password in force can’t be read from the configuration, so it can’t be compared.');
  if (passwordFingerprint(textOf(now)) !== expected)
    return fails(
      'The configuration has another database password than the last change made: someone has written it since, or put an older configuration back.',
    );
  // What was entered may be another account's: then it is not the site's own that has opened the database.
  if (look.site.mysql !== null && (await isRefused(look)))
    return fails('The database refuses the password that stands in the configuration.');
  return holds(`The database opens by the password that run ${newest.run} made; the old one was refused then.`);
};

const changed = ({ operation, row, marks }: PastRun): boolean =>
  operation === 'ChangeDatabasePassword' && row.outcome === 'changed' && Boolean(marks.databasePassword);

async function isRefused({ site, tools, open }: Look): Promise<boolean> {
  const { host, configuration } = await open();
  try {
    const database = await openSiteDatabase({ ...site, mysql: null }, host, configuration?.understood ?? null, tools);
    await database.close();
    return false;
  } catch (error) {
    if (error instanceof ResaltError && error.code === 'DATABASE_REFUSED') return true;
    throw error;
  }
}
