/**
 * What reaches servers, loaded ahead, for a moment when nothing else is to be done. Each part loads what it needs when it is
 * needed: a command that reaches no server starts in a third of the time.
 */
export async function loadLibraries(): Promise<void> {
  const parts = [import('./ssh-connect.ts'), import('./ssh-auth.ts'), import('./mysql-session.ts')];
  await Promise.all([...parts, import('./http-probe.ts')]);
}
