import type { Site } from '../../src-main/contract/sites.ts';

/** How a site is reached: "SSH deploy@web3.example:22 via jump.example, MySQL db.example". */
export function sayAccess(site: Site): string {
  const parts: string[] = [];
  if (site.local) parts.push('Local files');
  if (site.ssh) {
    const port = site.ssh.port === 22 ? '' : `:${site.ssh.port}`;
    const via = site.ssh.jumps.length > 0 ? ` via ${site.ssh.jumps.map((jump) => jump.host).join(', ')}` : '';
    parts.push(`SSH ${site.ssh.user}@${site.ssh.host}${port}${via}`);
  }
  if (site.mysql) {
    const port = site.mysql.port === 3306 ? '' : `:${site.mysql.port}`;
    parts.push(`MySQL ${site.mysql.user}@${site.mysql.host}${port}`);
  }
  return parts.length > 0 ? parts.join(', ') : 'No access';
}

/** The same for a narrow column: "SSH web3.example". */
export function sayAccessShort(site: Site): string {
  const parts = [
    site.local ? 'Local' : '',
    site.ssh ? `SSH ${site.ssh.host}` : '',
    site.mysql ? `MySQL ${site.mysql.host}` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : 'No access';
}

/** The server that a site is grouped under. */
export function serverOf(site: Site): string {
  return site.ssh?.host ?? site.mysql?.host ?? (site.local ? 'This machine' : 'No server');
}
