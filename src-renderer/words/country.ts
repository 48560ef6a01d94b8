const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });
const known = new Map<string, string>();

/** The country's name for an ISO 3166 alpha-2 code; "Not known" for the empty one, the code where it has no name. */
export function countryName(code: string): string {
  const name = known.get(code) ?? nameOf(code);
  known.set(code, name);
  return name;
}

function nameOf(code: string): string {
  if (code === '') return 'Not known';
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
