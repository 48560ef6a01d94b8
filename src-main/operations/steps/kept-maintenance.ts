import type { Tools } from '../tools.ts';
import type { FoundFile } from './quarantine-script.ts';
import { sha256 } from './swap-file.ts';

/** The file that stood there, in the vault. */
export const keep = ({ bytes, ...rest }: FoundFile, { vault }: Pick<Tools, 'vault'>): Promise<string> =>
  vault.seal('maintenance-before', Buffer.from(JSON.stringify({ ...rest, bytes: bytes.toString('base64') })));

export async function openKeptMaintenance(id: string, { vault }: Pick<Tools, 'vault'>): Promise<FoundFile> {
  const { bytes, ...rest } = JSON.parse((await vault.open(id)).toString('utf8')) as Omit<FoundFile, 'bytes'> & {
    bytes: string;
  };
  return { ...rest, bytes: Buffer.from(bytes, 'base64') };
}

/** Null where the vault does not have it any more. */
export const keptSha = async (id: string, tools: Pick<Tools, 'vault'>): Promise<string | null> =>
  (await tools.vault.has(id)) ? sha256((await openKeptMaintenance(id, tools)).bytes) : null;
