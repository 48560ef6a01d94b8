import { textOf } from './byte-string.ts';
import { entriesOf, readPhpValue } from './php-value.ts';

const most = 1000;

/** The option `active_plugins`, a list of "folder/file.php"; null where it can't be read. */
export function activePlugins(value: Buffer): string[] | null {
  const reading = readPhpValue(value);
  if (!reading.ok) return null;
  return [...entriesOf(reading.value).values()]
    .flatMap((one) => (one.kind === 'string' ? textOf(one.value).slice(0, 300) : []))
    .slice(0, most);
}

/** The network's `active_sitewide_plugins`, whose keys are the plugins. */
export function activeNetworkPlugins(value: Buffer | null): string[] {
  const reading = value ? readPhpValue(value) : null;
  if (!reading?.ok) return [];
  return [...entriesOf(reading.value).keys()].map((one) => textOf(one).slice(0, 300)).slice(0, most);
}
