/** A moment as a field for a local time has it: "2026-11-22T17:25". */
export function localTime(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What such a field holds, as ISO 8601 UTC; null where it holds no time. */
export function readLocalTime(text: string): string | null {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? new Date(text).getTime() : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** The zone that local times are in: "Europe/Amsterdam". */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
