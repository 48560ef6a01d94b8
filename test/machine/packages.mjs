import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Package by package, what it is for. WordPress itself is fetched by the test bed (test/fleet/core.ts). */
const WANTED = {
  'mariadb-server': 'the sites',
  'php-fpm': 'the sites',
  'php-cli': 'the sites',
  'php-mysql': 'the sites',
  'php-redis': 'the sites',
  'php-xml': 'the sites',
  'php-mbstring': 'the sites',
  'php-curl': 'the sites',
  nginx: 'the sites',
  'redis-server': 'the sites',
  'openssh-server': 'the sites',
  e2fsprogs: 'the sites',
  acl: 'the sites',
  busybox: 'the sites',
  'ca-certificates': 'the sites',
  'debian-archive-keyring': 'the sites',
  xvfb: 'the window',
  xauth: 'the window',
  dbus: 'the window',
  'gnome-keyring': 'the window',
  'libsecret-1-0': 'the window',
  'fonts-dejavu-core': 'the window',
  chromium: 'the browser',
  'poppler-utils': 'the reports',
};

const SERVICES = {
  'mariadb-server': 'mariadb',
  nginx: 'nginx',
  'redis-server': 'redis-server',
  'openssh-server': 'ssh',
};
const POLICY = '/usr/sbin/policy-rc.d';

/** Installs the Debian packages that are missing, when it may; otherwise throws with the command to type. */
export function packages() {
  const missing = lacking();
  if (missing.length === 0) return;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (!existsSync('/usr/bin/apt-get'))
    throw new Error(`this is no Debian or Ubuntu; it needs what Debian calls ${missing.join(', ')}`);
  if (sudo.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0)
    throw new Error(
      `packages are missing and this account may not install them. Type:\n\n  sudo ${install.join(' ')}\n`,
    );
  console.log(`Installing Debian packages: ${missing.join(', ')}`);
  withoutStarting(sudo, () => {
    run([...sudo, 'apt-get', 'update', '-qq']);
    run([...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', ...install, '-qq']);
  });
  leaveOff(sudo, missing);
}

/** Ubuntu's chromium is only a door to the snap, which does not run everywhere: any Chrome of the machine's own will do. */
function lacking() {
  const wanted = Object.keys(WANTED).filter((name) => name !== 'chromium' || !(isUbuntu() || hasBrowser()));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted], {
    encoding: 'utf8',
  });
  const installed = new Set(
    (stdout ?? '')
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !installed.has(name));
}

const isUbuntu = () => existsSync('/etc/os-release') && /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
const hasBrowser = () => ['/usr/bin/google-chrome', '/usr/bin/chromium'].some((path) => existsSync(path));

/** Debian starts a server as soon as it is installed, unless this file says no. Services that run already are left alone. */
function withoutStarting(sudo, work) {
  const own = !existsSync(POLICY);
  const remove = () =>
    sudo.length === 0 ? rmSync(POLICY, { force: true }) : spawnSync('sudo', ['-n', 'rm', '-f', POLICY]);
  const stopped = () => {
    remove();
    process.exit(130);
  };
  if (own) {
    if (sudo.length === 0) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    else run(['sudo', '-n', 'sh', '-c', `printf '#!/bin/sh\\nexit 101\\n' > ${POLICY} && chmod 755 ${POLICY}`]);
    process.once('SIGINT', stopped).once('SIGTERM', stopped);
  }
  try {
    work();
  } finally {
    if (own) remove();
    process.off('SIGINT', stopped).off('SIGTERM', stopped);
  }
}

/** Nor shall the new servers start with the machine: the test bed starts its own. */
function leaveOff(sudo, added) {
  if (!existsSync('/run/systemd/system')) return;
  const { stdout } = spawnSync('systemctl', ['list-unit-files', '--no-legend', 'php*-fpm.service'], {
    encoding: 'utf8',
  });
  const php = added.includes('php-fpm') ? (stdout ?? '').split('\n').map((line) => line.split(' ')[0]) : [];
  const units = [...added.map((name) => SERVICES[name]), ...php].filter(Boolean);
  if (units.length > 0) spawnSync([...sudo, 'systemctl'][0], [...sudo, 'systemctl', 'disable', ...units].slice(1));
}

function run([command, ...args]) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`\`${command} ${args.join(' ')}\` failed, see above`);
}
