import type { SshAccess } from '../../contract/sites.ts';

/**
 * `user@host:port[,user@host:port]`, in the order in which they are passed through; port 22 and the site's own user where
 * none is given, an IPv6 address in brackets. null where it can't be read so.
 */
export function readJumps(text: string, user: string): SshAccess['jumps'] | null {
  const jumps: SshAccess['jumps'] = [];
  for (const part of text.split(/[,;]/)) {
    if (part.trim() === '') continue;
    const match = /^(?:([^@\s]+)@)?(\[[0-9A-Fa-f:.]+\]|[^:@\s]+)(?::(\d{1,5}))?$/.exec(part.trim());
    const port = Number(match?.[3] ?? 22);
    const host = match?.[2]?.replace(/^\[|\]$/g, '');
    if (host === undefined || port < 1 || port > 65535) return null;
    jumps.push({ user: match?.[1] ?? user, host, port });
  }
  return jumps;
}
