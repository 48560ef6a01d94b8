import { ResaltError } from '../contract/failures.ts';
import { type SessionKnowledge, sessionKnowledge } from '../contract/session-policies.ts';
import type { KnowledgeFile } from '../store/store-types.ts';
import { SECRET_MAX_BYTES } from '../vault/sealed.ts';
import type { Vault } from '../vault/vault-types.ts';
import { parseRange } from './places/ranges.ts';

/**
 * What the agency knows of its people and addresses. It names people, so it is one secret of the vault
 * (docs/decisions/0011-judging-sessions.md). VAULT_LOCKED where the vault is not open.
 */
export interface AgencyKnowledge {
  get(): Promise<SessionKnowledge>;
  /** `keepDays` alone, which is no secret: that it is asked for once per site opens the secret once, not 2,000 times. */
  keepDays(): Promise<number>;
  /** Only what is given changes. INPUT_INVALID names the first entry that is no address or range; nothing is written then. */
  set(changes: { [Part in keyof SessionKnowledge]?: SessionKnowledge[Part] | undefined }): Promise<SessionKnowledge>;
}

const nothing: SessionKnowledge = { keepDays: 90, offices: [], people: [], blocked: [], rolesNotHere: [] };
const kind = 'session-knowledge';

export function openAgencyKnowledge(
  file: KnowledgeFile,
  vault: Pick<Vault, 'seal' | 'replace' | 'open'>,
): AgencyKnowledge {
  let days: number | null = null;
  const get = async () => {
    const id = file.get();
    if (id === null) return nothing;
    const secret = await vault.open(id);
    const parsed = sessionKnowledge.safeParse(JSON.parse(secret.toString('utf8')));
    secret.fill(0);
    if (parsed.success) return parsed.data;
    throw new ResaltError(
      'VAULT_DAMAGED',
      'What the vault has as known offices and people was made by a newer Resalt.',
    );
  };
  return {
    get,
    async keepDays() {
      const read = days ?? (await get()).keepDays;
      // What was set meanwhile is newer.
      days ??= read;
      return days;
    },
    async set(changes) {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const next = sessionKnowledge.parse({ ...(await get()), ...given });
      checkRanges(next);
      const secret = Buffer.from(JSON.stringify(next));
      if (secret.length > SECRET_MAX_BYTES)
        throw invalid('These are more offices, people and addresses than fit: 1 MB.');
      const id = file.get();
      if (id === null) file.set(await vault.seal(kind, secret));
      else await vault.replace(id, secret);
      secret.fill(0);
      days = next.keepDays;
      return next;
    },
  };
}

function checkRanges({ offices, blocked }: SessionKnowledge): void {
  const ranges = [
    ...offices.map(({ range }, index) => ({ range, where: `offices, entry ${index + 1}` })),
    ...blocked.map((range, index) => ({ range, where: `blocked, entry ${index + 1}` })),
  ];
  for (const { range, where } of ranges) {
    const parsed = parseRange(range);
    if (!parsed)
      throw invalid(`${where}: “${range}” is neither an address nor a range, such as 203.0.113.7 or 203.0.113.0/24.`);
    if (parsed.bits === 0) throw invalid(`${where}: “${range}” is every address there is.`);
  }
}

const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
