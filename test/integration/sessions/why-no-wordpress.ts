import { wordpressCore } from '../../fleet/core.ts';

/** Why this machine can't have that version; null where it can. A test that needs it is then skipped by this name, not silently. */
export async function whyNoWordpress(version: string): Promise<string | null> {
  try {
    await wordpressCore(version);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}
