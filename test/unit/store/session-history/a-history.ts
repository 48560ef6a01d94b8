import { onTestFinished } from 'vitest';
import type {
  SeenSession,
  SessionHistory,
  SessionLook,
} from '../../../../src-main/store/session-history/history-types.ts';
import { openSessionHistory } from '../../../../src-main/store/session-history/session-history.ts';
import { openBox, sealBox } from '../../../../src-main/vault/sealed.ts';
import { newKey } from '../../../../src-main/vault/vault-key.ts';

export const siteId = 's_0000000001';
export const moment = (minute: number) => new Date(Date.UTC(2026, 5, 1, 8, minute)).toISOString();
export const verifierOf = (n: number) => n.toString(16).padStart(64, '0');

export const boxesOf = (key: Buffer = newKey()) => ({
  seal: (plain: Uint8Array, context: readonly (string | number)[]) => sealBox(key, plain, context),
  open: (box: Uint8Array, context: readonly (string | number)[]) => openBox(key, box, context),
});

export function historyIn(dir: string, more: Partial<Parameters<typeof openSessionHistory>[0]> = {}): SessionHistory {
  const now = () => new Date(moment(0));
  const history = openSessionHistory({
    dir,
    boxes: boxesOf(),
    isSite: () => true,
    keepDays: async () => 90,
    now,
    ...more,
  });
  onTestFinished(() => history.close());
  return history;
}

export const aSession = (n: number, more: Partial<SeenSession> = {}): SeenSession => ({
  userId: n % 5,
  verifier: verifierOf(n),
  loginAt: moment(0),
  expiresAt: moment(3000),
  ip: '203.0.113.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  lastSeenAt: null,
  lastSeenBy: null,
  ghost: false,
  ...more,
});

export function aLook(minute: number, sessions: SeenSession[], more: Partial<SessionLook> = {}): SessionLook {
  const users = [...new Set(sessions.map(({ userId }) => userId))].map((userId) => ({
    ...{ userId, user: `user${userId}`, email: `user${userId}@client.test`, displayName: `User ${userId}` },
    roles: ['editor'],
  }));
  return { siteId, at: moment(minute), users, sessions, unread: new Set(), cut: false, notes: [], ...more };
}
