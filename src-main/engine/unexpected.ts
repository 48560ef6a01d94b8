import { onUnexpected, tellUnexpected } from '../contract/unexpected.ts';
import { unexpectedLog } from '../store/unexpected-log.ts';

/** Notes what is answered as a BUG, and what ends the process, until the answer is called. */
export function noteUnexpected(dataDir: string, version: string): () => void {
  const stop = onUnexpected(unexpectedLog(dataDir, version, () => new Date()));
  const dying = (error: unknown) => tellUnexpected(error);
  process.on('uncaughtExceptionMonitor', dying);
  return () => {
    process.off('uncaughtExceptionMonitor', dying);
    stop();
  };
}
