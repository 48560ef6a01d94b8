import { randomBytes } from 'node:crypto';
import { ResaltError } from '../../contract/failures.ts';
import type { ActivityLog } from '../../contract/known-sessions.ts';
import { afterEnding } from './after-look.ts';
import type { KeptSession, KeptSite, SeenUser } from './history-types.ts';

/** What seals: the vault's, while it is unlocked. */
export interface Boxes {
  seal(plain: Uint8Array, context: readonly (string | number)[]): Buffer;
  open(box: Uint8Array, context: readonly (string | number)[]): Buffer | null;
}

/** What is on disk of a site. The head is small, so that a failure or the end of all sessions is noted without touching the rest. */
export interface SealedSite {
  head: Uint8Array;
  /** null: no look has read any yet. */
  sessions: Uint8Array | null;
}

interface Head extends Pick<KeptSite, 'lookedAt' | 'failure' | 'notes' | 'allEndedAt'> {
  /** Ties the sessions to this head: those of another moment do not open with it. Empty while there are none. */
  stamp: string;
}

type Row = [
  ...[userId: number, verifier: string, ghost: 0 | 1, agent: number | null, ip: string | null],
  ...[loginAt: string | null, expiresAt: string | null, lastSeenAt: string | null],
  ...[firstKnownAt: string, goneAt: string | null],
  /** Not there in what was written before it was noted. */
  lastSeenBy?: ActivityLog | null,
];

export function sealSite(boxes: Boxes, site: KeptSite): SealedSite {
  const { siteId, lookedAt, failure, notes, allEndedAt } = site;
  const stamp = randomBytes(12).toString('base64url');
  const head: Head = { lookedAt, failure, notes, allEndedAt, stamp };
  const sessions = boxes.seal(Buffer.from(JSON.stringify(written(site))), ['sessions', siteId, stamp]);
  return { head: sealHead(boxes, siteId, head), sessions };
}

/** VAULT_DAMAGED where a byte is not as it was sealed, or the two parts are of different moments. */
export function openSite(boxes: Boxes, siteId: string, sealed: SealedSite): KeptSite {
  const { stamp, ...head } = openHead(boxes, siteId, sealed.head);
  if (sealed.sessions === null && stamp === '') return { siteId, ...head, users: [], sessions: [] };
  if (sealed.sessions === null) throw damagedSite(siteId);
  const plain = boxes.open(sealed.sessions, ['sessions', siteId, stamp]);
  if (!plain) throw damagedSite(siteId);
  const site = { siteId, ...head, ...read(JSON.parse(plain.toString('utf8'))) };
  plain.fill(0);
  return head.allEndedAt === null ? site : afterEnding(site, head.allEndedAt, 'all');
}

/** The head alone, changed; null stands for a site of which nothing was kept, and for no change. */
export function changeHead(
  boxes: Boxes,
  siteId: string,
  sealed: Uint8Array | null,
  change: (head: Omit<Head, 'stamp'>) => Partial<Omit<Head, 'stamp'>> | null,
): Uint8Array | null {
  const head = sealed ? openHead(boxes, siteId, sealed) : unseen;
  const changed = change(head);
  return changed && sealHead(boxes, siteId, { ...head, ...changed });
}

const unseen: Head = { lookedAt: null, failure: null, notes: [], allEndedAt: null, stamp: '' };

const sealHead = (boxes: Boxes, siteId: string, head: Head) =>
  boxes.seal(Buffer.from(JSON.stringify(head)), ['head', siteId]);

function openHead(boxes: Boxes, siteId: string, sealed: Uint8Array): Head {
  const plain = boxes.open(sealed, ['head', siteId]);
  if (plain) return JSON.parse(plain.toString('utf8'));
  throw damagedSite(siteId);
}

interface Written {
  users: SeenUser[];
  agents: string[];
  rows: Row[];
}

function written({ users, sessions }: KeptSite): Written {
  const agents = new Map<string, number>();
  const indexOf = (agent: string | null) => {
    if (agent === null) return null;
    const index = agents.get(agent) ?? agents.size;
    agents.set(agent, index);
    return index;
  };
  const rows = sessions.map((one): Row => {
    const { userId, verifier, ghost, userAgent, ip, loginAt, expiresAt, lastSeenAt, lastSeenBy } = one;
    const session = [userId, verifier, ghost ? 1 : 0, indexOf(userAgent), ip, loginAt, expiresAt, lastSeenAt] as const;
    const known = [one.firstKnownAt, one.goneAt] as const;
    return lastSeenBy === null ? [...session, ...known] : [...session, ...known, lastSeenBy];
  });
  return { users, agents: [...agents.keys()], rows };
}

/** Not checked against a schema: what opens was written by this very file, the box's context says by which version. */
function read({ users, agents, rows }: Written): Pick<KeptSite, 'users' | 'sessions'> {
  const sessions = rows.map((row): KeptSession => {
    const [userId, verifier, ghost, agent, ip, loginAt, expiresAt, lastSeenAt, firstKnownAt, goneAt, seenBy] = row;
    const userAgent = agent === null ? null : (agents[agent] ?? null);
    return {
      userId,
      verifier,
      ghost: ghost === 1,
      userAgent,
      ip,
      loginAt,
      expiresAt,
      lastSeenAt,
      lastSeenBy: seenBy ?? null,
      firstKnownAt,
      goneAt,
    };
  });
  return { users, sessions };
}

const ofOneSite = new WeakSet<object>();
/** Whether it is a site's own part that is damaged, so that those of others can be read. */
export const isOfOneSite = (error: unknown): boolean => error instanceof ResaltError && ofOneSite.has(error);

export function damagedSite(siteId: string): ResaltError {
  const error = new ResaltError(
    'VAULT_DAMAGED',
    `What history.db holds of the sessions of site ${siteId} was changed by something else than Resalt, or belongs to another vault. It was left as it is: put history.db back from a backup, or, with Resalt closed, move it away to begin anew.`,
    'never',
  );
  ofOneSite.add(error);
  return error;
}
