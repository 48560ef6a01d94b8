import type { Settings } from '../contract/procedures.ts';
import type { StartRun } from '../contract/runs.ts';

/**
 * What a run does about plugins that keep secrets under the salts, where its caller did not say: what the settings say, and
 * that it comes from there. It stands in the run's options from then on, so a retry or the run of a plan does the same.
 */
export function withEncryptorsPolicy<S extends Pick<StartRun, 'operation' | 'options'>>(
  start: S,
  settings: Settings,
): S {
  const { operation, options } = start;
  const rotates = operation === 'FleetLogout' || operation === 'RotateSalts';
  if (!rotates || options.stopForEncryptors !== undefined) return start;
  const stopForEncryptors = settings.encryptingPlugins === 'leave-out';
  return { ...start, options: { ...options, stopForEncryptors, stopForEncryptorsFrom: 'settings' } };
}
