import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const linkLife = 5 * 60_000;
export const sessionIdle = 60 * 60_000;
const mostSessions = 8;

/** Who may enter the browser dashboard: one link at a time, used once; then a session until it is idle for an hour. */
export interface Sessions {
  /** 256 random bits; the link before it stops to work. */
  newLink(): string;
  /** The new session's secret, or null where the link is not the last one made, was used or is too old. */
  enter(link: string): string | null;
  /** The session of this secret, or null. Asking counts as use. */
  find(secret: string): Session | null;
  close(): void;
}
export interface Session {
  used(): void;
  /** Called once, when the session is over. Returns what takes the listener back. */
  onOver(listener: () => void): () => void;
}
interface KeptSession extends Session {
  digest: Buffer;
  end(): void;
}

export function openSessions(now: () => number = Date.now): Sessions {
  let link: { digest: Buffer; until: number } | null = null;
  const sessions = new Set<KeptSession>();

  const keep = (digest: Buffer) => {
    const oldest = [...sessions][0];
    if (oldest && sessions.size >= mostSessions) oldest.end();
    const session = newSession(digest, () => sessions.delete(session));
    sessions.add(session);
  };

  return {
    newLink() {
      const secret = newSecret();
      link = { digest: digestOf(secret), until: now() + linkLife };
      return secret;
    },
    enter(given) {
      if (!link || now() >= link.until || !timingSafeEqual(link.digest, digestOf(given))) return null;
      link = null;
      const secret = newSecret();
      keep(digestOf(secret));
      return secret;
    },
    find(secret) {
      const digest = digestOf(secret);
      const found = [...sessions].find((session) => timingSafeEqual(session.digest, digest));
      found?.used();
      return found ?? null;
    },
    close() {
      link = null;
      for (const session of [...sessions]) session.end();
    },
  };
}

function newSession(digest: Buffer, ended: () => void): KeptSession {
  const listeners = new Set<() => void>();
  const end = () => {
    clearTimeout(timer);
    ended();
    for (const listener of listeners) listener();
  };
  const timer = setTimeout(end, sessionIdle);
  timer.unref();
  return {
    digest,
    end,
    used: () => void timer.refresh(),
    onOver(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const newSecret = () => randomBytes(32).toString('base64url');
/** Secrets are kept and compared as digests: equal lengths, and nothing in memory that could be replayed. */
const digestOf = (secret: string) => createHash('sha256').update(secret).digest();
