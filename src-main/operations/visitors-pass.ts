import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Closing } from '../store/closings.ts';
import type { Closings } from '../store/store-types.ts';
import type { Vault } from '../vault/vault-types.ts';
import type { Tools } from './tools.ts';

/** What the vault has of a closed site: the pass, and whom else the file lets in. */
const sealedPass = z.object({ pass: z.string().regex(/^[A-Za-z0-9_-]{43}$/), allow: z.array(z.string()) });
export type VisitorsPass = z.infer<typeof sealedPass>;

export const newPass = (): string => randomBytes(32).toString('base64url');
export const hashOfPass = (pass: string): string => createHash('sha256').update(pass).digest('hex');
/** A pass that opens nothing: who shows it is judged as a stranger, also from an address that is let in. */
export const noPass = 'none';

export const sealPass = ({ vault }: Pick<Tools, 'vault'>, pass: VisitorsPass): Promise<string> =>
  vault.seal('visitors-pass', Buffer.from(JSON.stringify(pass)));

/** The same pass, with others who are let in. */
export const resealPass = ({ vault }: Pick<Tools, 'vault'>, closing: Closing, pass: VisitorsPass): Promise<void> =>
  vault.replace(closing.pass, Buffer.from(JSON.stringify(pass)));

export async function openPass({ vault }: { vault: Pick<Vault, 'open'> }, { pass }: Closing): Promise<VisitorsPass> {
  const secret = await vault.open(pass);
  const opened = sealedPass.parse(JSON.parse(secret.toString('utf8')));
  secret.fill(0);
  return opened;
}

/** Where Resalt's sites are: what lies below another site's address is that site's. */
type Addresses = () => readonly { id: string; url: string | null }[];

/**
 * Requests to a site that Resalt has closed carry its pass, so that proofs and checks go on working: the one place for it. Only below the
 * site's own address (its https included), one request at a time: nothing follows redirects by itself. Who says `pass` decides for himself.
 */
export function showPass(
  probe: Tools['probe'],
  closings: Pick<Closings, 'list'>,
  vault: Pick<Vault, 'open' | 'has'>,
  sites: Addresses,
): Tools['probe'] {
  return async (url, options = {}) => {
    if (options.pass !== undefined) return probe(url, options);
    const closing = closingAt(closings.list(), url, sites);
    if (!closing || !(await vault.has(closing.pass))) return probe(url, options);
    // Without the vault the site answers as it does to strangers.
    const opened = await openPass({ vault }, closing).catch(() => null);
    return probe(url, opened ? { ...options, pass: opened.pass } : options);
  };
}

/**
 * The closed site whose folder of the host the URL lies in; of several the innermost. Null where it lies in none, or further in is the folder of
 * another of Resalt's sites: that one's code would read the pass.
 */
export function closingAt(closings: readonly Closing[], url: string, sites: Addresses = () => []): Closing | null {
  if (closings.length === 0 || !URL.canParse(url)) return null;
  const asked = new URL(url);
  // What a server may take for a step up or down is no plain path below a folder.
  if (/%(?:2e|2f|5c|00)|\/\//i.test(asked.pathname)) return null;
  const [closing] = closings
    .filter((one) => isBelow(asked, one.url))
    .sort((one, other) => folderOf(other.url).length - folderOf(one.url).length);
  if (!closing) return null;
  const foreign = sites().some(
    ({ id, url: own }) =>
      own !== null &&
      id !== closing.siteId &&
      URL.canParse(own) &&
      new URL(own).hostname === asked.hostname &&
      folderOf(own).length > folderOf(closing.url).length &&
      isInFolder(asked, own),
  );
  return foreign ? null : closing;
}

const folderOf = (url: string): string => `${new URL(url).pathname.replace(/\/+$/, '')}/`;

const isInFolder = (asked: URL, own: string): boolean => `${asked.pathname}/`.startsWith(folderOf(own));

function isBelow(asked: URL, own: string): boolean {
  const { host, protocol } = new URL(own);
  return host === asked.host && (protocol === asked.protocol || asked.protocol === 'https:') && isInFolder(asked, own);
}
