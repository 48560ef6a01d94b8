import { doers } from '../../contract/checklist.ts';

/** Fields that hold no text of anybody's, whatever is in them: ids, hashes, times and words of Resalt's own lists. */
const fixed = new Set([
  ...['id', 'siteId', 'sha256', 'hash', 'at', 'startedAt', 'endedAt', 'openedAt', 'closedAt', 'noticedAt', 'begunAt'],
  ...['entryAt', 'dueAt', 'doneAt', 'gatheredAt', 'run', 'state', 'outcome', 'operation', 'kind', 'source', 'site'],
  ...['client', 'per', 'verdict', 'result', 'code', 'retry', 'fingerprintBefore', 'fingerprintAfter', 'automations'],
  ...['verifications', 'after', 'waitsFor', 'options', 'totals'],
]);
const fixedWords = new Set<unknown>(doers);

/** The same data with each text changed by `change`, as deep as it goes; `fixed` fields stay. */
export function everyText<T>(data: T, change: (text: string) => string): T {
  return walk(data, change) as T;
}

function walk(data: unknown, change: (text: string) => string): unknown {
  if (typeof data === 'string') return change(data);
  if (Array.isArray(data)) return data.map((one) => walk(one, change));
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).map(([key, value]) => {
    const stays = fixed.has(key) || (key === 'who' && fixedWords.has(value)) || (key === 'step' && isText(value));
    return [key, stays ? value : walk(value, change)];
  });
  return Object.fromEntries(entries);
}

const isText = (value: unknown): boolean => typeof value === 'string';
