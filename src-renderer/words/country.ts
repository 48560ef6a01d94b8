const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** The country's name for an ISO 3166 alpha-2 code; "Not known" for the empty one, the code where it has no name. */
export function countryName(code: string): string {
  if (code === '') return 'Not known';
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
