import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

/** The account that runs this program; everything of the fleet runs as it, unless it is root. */
export const me = userInfo();
export const isRoot = me.uid === 0;

/**
 * Who owns the sites' files and runs PHP: as root the web server's own account (as on real servers), when the
 * machine has it; otherwise whoever runs this program.
 */
export const web = webAccount();

function webAccount(): { name: string; uid: number; gid: number } {
  const entry = /^www-data:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (isRoot && entry) return { name: 'www-data', uid: Number(entry[1]), gid: Number(entry[2]) };
  return { name: me.username, uid: me.uid, gid: me.gid };
}
