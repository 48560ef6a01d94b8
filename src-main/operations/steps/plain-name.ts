/**
 * The name of an option as the database compares it: without regard to letter case, accents, blanks and signs that are not seen. WordPress asks the database
 * for one that it has not loaded, so that a row `Site_Admíns` is `site_admins` to it where no other is. Only for names of ASCII letters, digits and "_".
 */
export const plainName = (name: Buffer | null): string =>
  (name?.toString('utf8') ?? '')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]/g, '');
