import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.ts';
import type { Contender, Ground, Missing } from './contender.ts';
import { type Script, scripts } from './salts-script.ts';

/** The tools that people use today, on the salts alone: they end no login in the database and prove nothing. */
export function peers(ground: Ground): { there: Contender[]; missing: Missing[] } {
  const { there, missing } = scripts();
  const why = (what: string) => ({ name: what.split(':')[0] ?? what, why: what });
  const ansible = installed('ansible');
  return {
    there: there.flatMap((script) => [parallelSsh(ground, script), ...(ansible ? [ansibleShell(ground, script)] : [])]),
    missing: [...missing, ...(ansible ? [] : ['ansible: apt-get install ansible-core'])].map(why),
  };
}

const saltsOnly = { does: 'salts', times: 'the whole process', rotates: true, endsLogins: false };
const anyHost = ['StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null', 'LogLevel ERROR', 'BatchMode yes'];

function parallelSsh(ground: Ground, script: Script): Contender {
  const { fleet, dir, concurrency } = ground;
  const config = join(dir, 'ssh_config');
  const { port, user, keyPath } = fleet.ssh;
  writeFileSync(config, [`Host *`, `Port ${port}`, `User ${user}`, `IdentityFile ${keyPath}`, ...anyHost].join('\n'));
  const hosts = join(dir, 'hosts');
  writeFileSync(hosts, fleet.sites.map((site) => `${site.address}\n`).join(''));
  return {
    ...saltsOnly,
    name: `parallel ssh, ${script.name}`,
    async run() {
      const folder = await script.write(ground);
      const each = `ssh -F ${config} "$0" sh < ${folder}/"$0"`;
      return manyProcesses(['xargs', '-a', hosts, '-P', String(concurrency), '-n', '1', 'sh', '-c', each]);
    },
  };
}

function ansibleShell(ground: Ground, script: Script): Contender {
  const { fleet, dir, concurrency } = ground;
  const inventory = join(dir, 'inventory.ini');
  const { port, user, keyPath } = fleet.ssh;
  const how = `ansible_port=${port} ansible_user=${user} ansible_ssh_private_key_file=${keyPath}`;
  const lines = fleet.sites.map((site) => `${site.address} ${how} ansible_python_interpreter=/usr/bin/python3`);
  writeFileSync(inventory, `${lines.join('\n')}\n`);
  const env = {
    ANSIBLE_HOST_KEY_CHECKING: 'False',
    ANSIBLE_PIPELINING: 'True',
    ANSIBLE_HOME: join(dir, 'ansible'),
    ANSIBLE_LOCAL_TEMP: join(dir, 'ansible'),
    ANSIBLE_SSH_CONTROL_PATH_DIR: join(dir, 'cp'),
    ANSIBLE_SSH_ARGS: `-C -o ControlMaster=auto -o ControlPersist=5s -o UserKnownHostsFile=/dev/null`,
  };
  return {
    ...saltsOnly,
    name: `ansible -f ${concurrency}, ${script.name}`,
    async run() {
      const folder = await script.write(ground);
      const shell = ['-m', 'ansible.builtin.shell', '-a', `sh ${folder}/{{ inventory_hostname }}`];
      return manyProcesses(['ansible', 'all', '-i', inventory, '-f', String(concurrency), ...shell], env);
    },
  };
}

/** Its memory is spread over many processes, so none is told. */
async function manyProcesses(words: string[], env: NodeJS.ProcessEnv = {}) {
  const { ms } = await runChild(words, env);
  return { ms, peak: null };
}

function installed(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
