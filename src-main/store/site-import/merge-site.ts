import { randomBytes } from 'node:crypto';
import type { Site, SshAccess } from '../../contract/sites.ts';
import type { SiteDraft, SiteSecrets } from './site-draft.ts';

/** The vault's ids of a row's secrets; absent where the row brought none. */
export type CredentialIds = { [Secret in keyof SiteSecrets]: string };

/**
 * The site that a row makes: a new one, or the existing one of that name. A row describes the whole site, so an empty cell
 * empties the field. Only secrets stay when the row has none, because people are asked to delete them from the file; and
 * only for the same account on the same server, so that an old password is never sent to a new one.
 */
export function mergeSite(existing: Site | null, draft: SiteDraft, ids: CredentialIds): Site {
  return {
    ...draft,
    id: existing?.id ?? `s_${randomBytes(12).toString('base64url')}`,
    ssh: draft.ssh && { ...draft.ssh, ...sshCredentials(existing?.ssh ?? null, draft.ssh, ids) },
    mysql: draft.mysql && {
      ...draft.mysql,
      password:
        ids.dbPassword ?? (sameAccount(existing?.mysql, draft.mysql) ? (existing?.mysql?.password ?? null) : null),
    },
  };
}

type SshDraft = NonNullable<SiteDraft['ssh']>;

function sshCredentials(
  existing: SshAccess | null,
  draft: SshDraft,
  ids: CredentialIds,
): Pick<SshAccess, 'key' | 'keyPassphrase' | 'password' | 'agent'> {
  const old = sameAccount(existing, draft) && sameWay(existing, draft) ? existing : null;
  const key = ids.key ?? old?.key ?? null;
  // A new key comes with its own passphrase or has none.
  const keyPassphrase = ids.key ? (ids.keyPassphrase ?? null) : (old?.keyPassphrase ?? null);
  const password = ids.sshPassword ?? old?.password ?? null;
  return { key, keyPassphrase, password, agent: key === null && password === null };
}

interface Account {
  host: string;
  port: number;
  user: string;
}
const sameAccount = (one: Account | null | undefined, other: Account): boolean =>
  one?.host === other.host && one.port === other.port && one.user === other.user;

/** A jump host is logged in to with the same credentials. */
const sameWay = (one: SshAccess | null, other: SshDraft): boolean =>
  one?.jumps.length === other.jumps.length && other.jumps.every((jump, index) => sameAccount(one.jumps[index], jump));

/** Every credential that a site refers to: what to forget when it goes, or when an update no longer names it. */
export function credentialsOf(site: Site): string[] {
  return [site.ssh?.key, site.ssh?.keyPassphrase, site.ssh?.password, site.mysql?.password].filter(
    (id): id is string => typeof id === 'string',
  );
}
