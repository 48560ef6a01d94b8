import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { dirname, join } from 'node:path';
import { isRoot, web } from './account.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { freePort } from './port.ts';
import { program } from './program.ts';
import { until } from './until.ts';

export interface NginxSite {
  /** A loopback address of the site's own. */
  address: string;
  docroot: string;
  /** Lead a network's `/BLOG/wp-admin/…` to the one wp-admin, as WordPress advises. */
  multisite?: boolean;
}

export interface NginxOptions {
  sites: readonly NginxSite[];
  phpSocket: string;
}

export interface Nginx extends Daemon {
  readonly port: number;
  /** Lines of a site's own for its server, before all others, as a host puts them there; done when nginx goes by them. */
  tell(address: string, lines: string): Promise<void>;
}

/** Where the logs of a site lie, beside its folder as at many hosts: `access.log` (combined), `error.log` and PHP's `php-error.log`. */
export const logsOf = (docroot: string): string => join(dirname(docroot), 'logs');

/**
 * nginx with one server per site, all on one port. A request may say from which address it seems to come with the header
 * `X-Fleet-Address`, so that logins from other countries are real to WordPress.
 */
export async function startNginx(dir: string, options: NginxOptions): Promise<Nginx> {
  await mkdir(dir, { recursive: true });
  const port = await freePort();
  await Promise.all(options.sites.map(({ docroot }) => makeLogs(logsOf(docroot))));
  const config = join(dir, 'nginx.conf');
  await writeFile(config, configuration(dir, port, options));
  const daemon = await startDaemon({
    name: 'nginx',
    log: join(dir, 'nginx.out'),
    command: [program('nginx', 'nginx'), '-p', dir, '-c', config, '-e', join(dir, 'error.log'), '-g', 'daemon off;'],
    answers: () => pings(port),
  });
  return {
    ...daemon,
    port,
    async tell(address, lines) {
      const before = await workersOf(daemon.pid);
      await writeFile(join(dir, `${address}.lines`), lines);
      process.kill(daemon.pid, 'SIGHUP');
      const afresh = async () => {
        const now = await workersOf(daemon.pid);
        return now.length > 0 && now.every((pid) => !before.includes(pid));
      };
      if (!(await until(afresh, 20_000))) throw new Error('nginx goes on as before: its error.log says why');
    },
  };
}

/** PHP's is made for the account that PHP runs as: the folder belongs to who starts nginx. */
async function makeLogs(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const log = join(folder, 'php-error.log');
  await writeFile(log, '', { flag: 'a' });
  if (isRoot) await chown(log, web.uid, web.gid);
}

function configuration(dir: string, port: number, { phpSocket, sites }: NginxOptions): string {
  const temporary = ['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'];
  return `${isRoot ? `user ${web.name};\n` : ''}worker_processes 1;
pid ${join(dir, 'nginx.pid')};
events { worker_connections 2048; }
http {
  access_log off;
  types { text/html html; text/css css; application/javascript js; image/png png; image/svg+xml svg; }
  default_type application/octet-stream;
  server_names_hash_bucket_size 128;
  ${temporary.map((name) => `${name}_temp_path ${join(dir, `${name}_temp`)};`).join('\n  ')}
  map $http_x_fleet_address $visitor { "" $remote_addr; default $http_x_fleet_address; }
  log_format fleet '$visitor - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';
  upstream php { server unix:${phpSocket}; }
  server { listen 127.0.0.1:${port} default_server; location / { return 204; } }
${sites.map((site) => server(site, port, dir)).join('\n')}
}
`;
}

const BLOGS = `    if (!-e $request_filename) {
      rewrite /wp-admin$ $scheme://$http_host$request_uri/ permanent;
      rewrite ^(/[^/]+)?(/wp-.*) $2 last;
      rewrite ^(/[^/]+)?(/.*\\.php) $2 last;
    }
`;

const PARAMETERS = {
  SCRIPT_FILENAME: '$document_root$fastcgi_script_name',
  SCRIPT_NAME: '$fastcgi_script_name',
  QUERY_STRING: '$query_string',
  REQUEST_METHOD: '$request_method',
  CONTENT_TYPE: '$content_type',
  CONTENT_LENGTH: '$content_length',
  REQUEST_URI: '$request_uri',
  DOCUMENT_URI: '$document_uri',
  DOCUMENT_ROOT: '$document_root',
  SERVER_PROTOCOL: '$server_protocol',
  REMOTE_ADDR: '$visitor',
  SERVER_ADDR: '$server_addr',
  SERVER_PORT: '$server_port',
  SERVER_NAME: '$host',
  HTTP_HOST: '$http_host',
  REDIRECT_STATUS: '200',
};

function server(site: NginxSite, port: number, dir: string): string {
  const logs = logsOf(site.docroot);
  const named = { ...PARAMETERS, PHP_ADMIN_VALUE: `error_log=${join(logs, 'php-error.log')}` };
  const parameters = Object.entries(named).map(([name, value]) => `fastcgi_param ${name} ${value};`);
  return `  server {
    listen ${site.address}:${port};
    root ${site.docroot};
    access_log ${join(logs, 'access.log')} fleet;
    error_log ${join(logs, 'error.log')};
    index index.php;
    include ${join(dir, `${site.address}.line`)}*;
${site.multisite ? BLOGS : ''}    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \\.php$ {
      try_files $uri =404;
      fastcgi_pass php;
      fastcgi_read_timeout 120;
      fastcgi_buffers 16 32k;
      fastcgi_buffer_size 64k;
      ${parameters.join('\n      ')}
    }
  }`;
}

const workersOf = async (pid: number): Promise<string[]> =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean);

function pings(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 204);
    }).once('error', reject);
  });
}
