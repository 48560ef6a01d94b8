import { createHash } from 'node:crypto';

/** A key that opens the account. */
export interface AuthorizedKey {
  /** As "ssh-ed25519". */
  type: string;
  /** As ssh-keygen -l shows it: "SHA256:…". */
  fingerprint: string;
  comment: string;
  /** Names of the options before it, as "command", "no-pty"; their values stay there. */
  options: string[];
}

const line =
  /^(?:(?<options>(?:[^\s"]|"(?:[^"\\]|\\.)*")+)\s+)?(?<type>(?:ssh|ecdsa|sk)-[\w@.-]+)\s+(?<key>[A-Za-z0-9+/]{20,}={0,3})(?:\s+(?<comment>.*))?$/;

/** The keys of an authorized_keys file; lines that are none are left out. */
export function readAuthorizedKeys(text: string): AuthorizedKey[] {
  return text.split('\n').flatMap((raw) => {
    const found = raw.length < 16_384 && !raw.trimStart().startsWith('#') ? line.exec(raw.trim())?.groups : undefined;
    if (!found) return [];
    const digest = createHash('sha256')
      .update(Buffer.from(found.key ?? '', 'base64'))
      .digest('base64');
    const options = (found.options ?? '').replaceAll(/="(?:[^"\\]|\\.)*"/g, '').split(',');
    return [
      {
        type: found.type ?? '',
        fingerprint: `SHA256:${digest.replace(/=+$/, '')}`,
        comment: (found.comment ?? '').slice(0, 200),
        options: options.map((option) => option.trim().slice(0, 50)).filter(Boolean),
      },
    ];
  });
}
