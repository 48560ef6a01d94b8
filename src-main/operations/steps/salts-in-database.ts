import { ResaltError } from '../../contract/failures.ts';
import { effectiveSalts, fingerprint, recoveryOptionNames, type SaltName, saltNames } from '../../wordpress/salts.ts';
import type { Rotation } from '../../wordpress/wp-config/answer.ts';
import type { Marks, Story } from '../story.ts';
import type { Look } from './look.ts';
import { dropFromCache } from './object-cache.ts';
import { deleteOptionRows, setOptionRows, whereOptionsAre } from './option-rows.ts';
import { saltConstantsOf } from './read-configuration.ts';

/** Whether all eight in force come from the database and no code that Resalt can't follow has a say in them. */
function areAllInDatabase({ configuration, salts }: Look): boolean {
  const origins = configuration?.understood.salts;
  return (
    origins !== undefined &&
    saltNames.every((name) => {
      return salts.names[name].from === 'database' && /^(absent|placeholder|duplicate-of)$/.test(origins[name].how);
    })
  );
}

/**
 * The rotation with what it means for the database (FACTS: Where salts come from): rows that nobody reads once constants
 * stand in the files, and for a site whose eight are rows, new rows for the case that the files can't be written.
 */
export function withRows(
  look: Look,
  rotation: Rotation,
  salts: Readonly<Record<SaltName, string>>,
  recovery: boolean,
): Rotation {
  const understood = look.configuration?.understood;
  const recoveryRows = recovery ? recoveryOptionNames : [];
  const rows = areAllInDatabase(look)
    ? Object.fromEntries(saltNames.map((name) => [name.toLowerCase(), salts[name]]))
    : null;
  if (rotation.kind === 'rotated')
    return { ...rotation, ...(rows ? { rows } : {}), staleRows: [...unread(look), ...recoveryRows] };
  if (!rows || !understood) return rotation;
  const warning = `Constants can’t be written here, so the rows of ${whereOptionsAre(look)} are changed. ${rotation.failure.message}`;
  return {
    kind: 'rotated',
    edits: [],
    rotated: [...saltNames],
    repaired: [],
    warnings: [warning],
    after: understood,
    rows,
    staleRows: recoveryRows,
  };
}

function unread({ salts, stored }: Look): string[] {
  return saltNames
    .filter((name) => salts.names[name].from === 'database' && stored.saltOptions[name.toLowerCase()] !== undefined)
    .map((name) => name.toLowerCase());
}

type Marked = NonNullable<Marks['salts']>;

/** Whether an earlier attempt of this run changed the rows and they still are as it left them. */
export function changedEarlier(look: Look, marked: Marks['salts']): marked is Marked {
  return marked !== undefined && marked.edits.length === 0 && fingerprint(look.salts) === marked.fingerprintAfter;
}

/** Changes the rows, reads them back, and has the object cache forget the old ones, which WordPress would go on reading. */
export async function changeRows(look: Look, rows: Readonly<Record<string, string>>, story: Story): Promise<Marked> {
  const constants = look.configuration ? saltConstantsOf(look.configuration.understood) : {};
  const fingerprintAfter = fingerprint(effectiveSalts(constants, rows));
  if (fingerprintAfter === null)
    throw new ResaltError('VERIFY_FAILED', `New rows would not take effect on ${look.site.name}. Nothing was written.`);
  const marked: Marked = {
    edits: [],
    place: whereOptionsAre(look),
    rotated: saltNames.length,
    fingerprintBefore: fingerprint(look.salts),
    fingerprintAfter,
  };
  await story.mark({ salts: marked });
  await setOptionRows(look, rows);
  await forgetRows(look, story);
  return marked;
}

export function recoveryAmong(names: readonly string[]): string[] {
  return names.filter((name) => (recoveryOptionNames as readonly string[]).includes(name));
}

/** What is not in force any more may stay without harm: a failure is a warning. */
export async function deleteStaleRows(look: Look, names: readonly string[], story: Story): Promise<void> {
  if (names.length === 0) return;
  const left = await deleteOptionRows(look, names).catch((error: unknown) => {
    if (error instanceof ResaltError) return error.message;
    throw error;
  });
  if (left !== 0)
    story.warn(
      'other',
      typeof left === 'number'
        ? `${left} of the old rows ${names.join(', ')} are in ${whereOptionsAre(look)} again; PHP still worked with the old configuration. They are not the old values and not in force.`
        : `The old rows ${names.join(', ')} could not be deleted. They are not in force any more. ${left}`,
    );
  await forgetRows(look, story);
}

/** The keys of these rows are among those that are dropped with any user's. */
async function forgetRows(look: Look, story: Story): Promise<void> {
  if (!look.host || look.cache.way === 'none') return;
  await dropFromCache(look.host, look.cache, look.stored.tables.prefix, look.stored.userIds).catch((error: unknown) => {
    if (!(error instanceof ResaltError)) throw error;
    story.warn('object-cache', `The object cache may still hold the old salts. ${error.message}`);
  });
}
