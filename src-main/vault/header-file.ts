import { join } from 'node:path';
import { ResaltError } from '../contract/failures.ts';
import { readBounded, syncDirectory, writeDurably } from '../store/durable-file.ts';
import { HEADER_MAX_BYTES, type Header, type HeaderContent, headerText, parseHeader, signHeader } from './header.ts';
import type { VaultKeys } from './vault-key.ts';

export const headerFile = 'vault.json';
export const headerCopy = 'vault.json.bak';

export type FoundHeader =
  | { found: 'none' }
  | { found: 'header'; header: Header }
  /** Nothing opens the vault now; `why` says what is wrong and what would help. */
  | { found: 'damage'; why: string };

/** `vault.json` and its copy in a data folder. */
export interface HeaderFile {
  /** As last seen. */
  seen(): FoundHeader;
  /** Reads the disk again, so that a header put back by hand counts at once. */
  look(): Promise<FoundHeader>;
  /** The header on the disk. VAULT_DAMAGED, or NOT_ALLOWED_HERE where there is no vault. */
  present(): Promise<Header>;
  /** Signs and writes. Once it resolves no older header is left: an old one still opens by an old passphrase. */
  save(content: HeaderContent, keys: VaultKeys): Promise<void>;
  /** Renews a copy that a crash left behind the header. */
  renewCopy(): Promise<void>;
}

/** `countCredentials` tells a folder that never had a vault from one that lost its header. */
export async function headerFileIn(dir: string, countCredentials: () => Promise<number>): Promise<HeaderFile> {
  const read = (name: string) => readBounded(join(dir, name), HEADER_MAX_BYTES);
  let seen = await find();

  /** The copy is never used by itself: a person decides, because it may be older and open by an older passphrase. */
  async function find(): Promise<FoundHeader> {
    const [text, copy, credentials] = [await read(headerFile), await read(headerCopy), await countCredentials()];
    if (text === null && copy === null && credentials === 0) return { found: 'none' };
    const parsed = text === null ? { damage: 'it is missing' } : parseHeader(text);
    if ('header' in parsed) return { found: 'header', header: parsed.header };
    const isCopyWhole = copy !== null && 'header' in parseHeader(copy);
    return { found: 'damage', why: wordsFor(join(dir, headerFile), parsed.damage, isCopyWhole, credentials) };
  }

  async function look(): Promise<FoundHeader> {
    seen = await find();
    return seen;
  }

  async function write(name: string, text: string): Promise<void> {
    await writeDurably(join(dir, name), text);
    await syncDirectory(dir);
  }

  return {
    seen: () => seen,
    look,
    async present() {
      const now = await look();
      if (now.found === 'header') return now.header;
      if (now.found === 'damage') throw new ResaltError('VAULT_DAMAGED', now.why, 'never');
      throw new ResaltError('NOT_ALLOWED_HERE', `There is no vault in ${dir} yet: make one first.`, 'never');
    },
    async save(content, keys) {
      const header = signHeader(content, keys);
      // The copy first: where a write fails, the header is still as it was, as whoever asked is told.
      await write(headerCopy, headerText(header));
      await write(headerFile, headerText(header));
      seen = { found: 'header', header };
    },
    async renewCopy() {
      const text = await read(headerFile);
      if (text !== null && (await read(headerCopy)) !== text) await write(headerCopy, text);
    },
  };
}

function wordsFor(path: string, damage: string, isCopyWhole: boolean, credentials: number): string {
  const next = isCopyWhole
    ? `Its copy ${headerCopy} is whole: put that in its place, and the ${credentials} credentials can be opened again.`
    : `There is no whole copy of it, so the ${credentials} credentials beside it stay closed: restore it from a backup, or begin with another data folder.`;
  return `The vault's header ${path} can't be used: ${damage}. ${next}`;
}
