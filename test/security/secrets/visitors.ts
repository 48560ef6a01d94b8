import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from '../../fleet/database.ts';
import type { Fleet } from '../../fleet/fleet.ts';

/** Every site writes down the cookies and passwords that it is shown, so that the test knows the canaries' and throw-away ones, too. */
export async function recordCookies(fleet: Fleet): Promise<() => Promise<string[]>> {
  const log = join(fleet.dir, 'cookies.log');
  await appendFile(log, '');
  await chmod(log, 0o666);
  for (const site of fleet.sites) {
    const folder = join(site.docroot, 'wp-content/mu-plugins');
    await mkdir(folder, { recursive: true });
    const php = `<?php file_put_contents('${log}', json_encode(array_filter($_COOKIE + ['pwd' => $_POST['pwd'] ?? null])) . "\\n", FILE_APPEND | LOCK_EX);`;
    await writeFile(join(folder, 'record-cookies.php'), php);
  }
  return async () => {
    const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '' && line !== '[]');
    return lines.flatMap((line) =>
      Object.entries(JSON.parse(line) as Record<string, string>).flatMap(([name, value]) =>
        name === 'pwd' ? [value] : secretsOfCookie(value),
      ),
    );
  };
}

/** login|expiration|token|mac: the token and the mac are the secret; the session's row holds only the token's digest. */
function secretsOfCookie(value: string): string[] {
  const [, , token, mac] = value.split('|');
  return token && mac ? [token, mac, value] : [];
}

/** Salts as they are in force now, and the passwords' digests, from which cookies are made as well. */
export async function secretsNow(fleet: Fleet): Promise<string[]> {
  const found = fleet.sites.map(async (site) => {
    const text = await readFile(site.configPath, 'utf8');
    const salts = [...text.matchAll(/^define\( '\w+_(?:KEY|SALT)', +'([^']{64})' \);$/gm)].map(
      (match) => match[1] ?? '',
    );
    const users = await sql(site, 'SELECT user_pass FROM {p}users');
    // The lock of a blocked account is one character that everybody knows.
    const hashes = users.map((row) => String(row.user_pass)).filter((hash) => hash !== '*');
    return [...salts, ...hashes];
  });
  return (await Promise.all(found)).flat();
}
