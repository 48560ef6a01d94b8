import type { SessionLook } from '../../../src-main/store/session-history/history-types.ts';
import { openBox, sealBox } from '../../../src-main/vault/sealed.ts';

const perLook = 400;

export const siteOf = (site: number) => `s_killed0000${site}`;

export function boxesOf(hex: string) {
  const key = Buffer.from(hex, 'hex');
  return {
    seal: (plain: Uint8Array, context: readonly (string | number)[]) => sealBox(key, plain, context),
    open: (box: Uint8Array, context: readonly (string | number)[]) => openBox(key, box, context),
  };
}

/** Look number n finds the sessions of number n and of number n - 1. */
export function lookOf(site: number, number: number): SessionLook {
  const sessions = [number - 1, number].flatMap((of) =>
    Array.from({ length: perLook / 2 }, (_, index) => ({
      ...{ userId: index, verifier: `${of}`.padStart(32, '0') + `${index}`.padStart(32, '0') },
      ...{
        loginAt: null,
        expiresAt: null,
        ip: '203.0.113.5',
        userAgent: 'Agent/1',
        lastSeenAt: null,
        lastSeenBy: null,
        ghost: false,
      },
    })),
  );
  const at = new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString();
  return { siteId: siteOf(site), at, users: [], sessions, unread: new Set(), cut: false, notes: [`look ${number}`] };
}
