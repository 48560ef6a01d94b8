import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRoot, web } from './account.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { freePort } from './port.ts';
import { until } from './until.ts';

const binary = '/usr/sbin/apache2';
const modules = '/usr/lib/apache2/modules';
const loaded = ['mpm_event', 'authz_core', 'dir', 'mime', 'setenvif', 'proxy', 'proxy_fcgi'];

/** Debian's apache2-bin is no part of the test bed: who has it tries it. */
export const hasApache: boolean = existsSync(binary) && loaded.every((name) => existsSync(`${modules}/mod_${name}.so`));

export interface Apache extends Daemon {
  readonly url: string;
  /** Whether it goes by .htaccess from now on. */
  allowOverride(all: boolean): Promise<void>;
}

/** Apache before one site of the fleet, beside nginx, with the same PHP. At first it does not go by .htaccess (AllowOverride None). */
export async function startApache(
  dir: string,
  { address, docroot, phpSocket }: { address: string; docroot: string; phpSocket: string },
): Promise<Apache> {
  await mkdir(dir, { recursive: true });
  const port = await freePort();
  const config = join(dir, 'apache.conf');
  const url = `http://${address}:${port}`;
  let generation = 0;
  const write = (override: 'All' | 'None') => {
    generation += 1;
    return writeFile(
      config,
      `ServerRoot ${dir}
ServerName ${address}
Listen ${address}:${port}
PidFile ${join(dir, 'apache.pid')}
ErrorLog ${join(dir, 'error.log')}
${loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
${isRoot ? `User ${web.name}\nGroup ${web.name}\n` : ''}TypesConfig /dev/null
AddType text/plain .txt
DocumentRoot ${docroot}
DirectoryIndex index.php
<Directory ${docroot}>
  AllowOverride ${override}
  Require all granted
</Directory>
<FilesMatch "\\.php$">
  SetHandler "proxy:unix:${phpSocket}|fcgi://localhost"
</FilesMatch>
<Location /generation-${generation}>
  Require all denied
</Location>
`,
    );
  };
  const goesBy = async () => (await fetch(`${url}/generation-${generation}`)).status === 403;
  await write('None');
  const daemon = await startDaemon({
    name: 'apache2',
    log: join(dir, 'apache.out'),
    command: [binary, '-d', dir, '-f', config, '-D', 'FOREGROUND'],
    answers: goesBy,
  });
  return {
    ...daemon,
    url,
    async allowOverride(all) {
      await write(all ? 'All' : 'None');
      process.kill(daemon.pid, 'SIGHUP');
      if (!(await until(() => goesBy().catch(() => false), 20_000))) throw new Error('Apache goes on as before');
    },
  };
}
