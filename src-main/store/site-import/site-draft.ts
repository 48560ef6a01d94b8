import type { MysqlAccess, Site, SshAccess } from '../../contract/sites.ts';

/** A site as an import row describes it: whole, but without id and without the secrets that its access needs. */
export type SiteDraft = Omit<Site, 'id' | 'ssh' | 'mysql'> & {
  ssh: Omit<SshAccess, 'key' | 'keyPassphrase' | 'password'> | null;
  mysql: Omit<MysqlAccess, 'password'> | null;
};

/** What a row brings for the vault. Absent means: the file has none. */
export interface SiteSecrets {
  key?: string;
  keyPassphrase?: string;
  sshPassword?: string;
  dbPassword?: string;
}
