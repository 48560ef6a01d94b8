import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Acceptance, Approval } from '../contract/agreements.ts';
import { ResaltError } from '../contract/failures.ts';
import type { JoinedPerson } from '../contract/people.ts';
import { syncDirectory, systemCode, writeDurably } from './durable-file.ts';
import type { Boxes } from './session-history/sealed-site.ts';

/** What the agency has said of what audits find: it names people and gives reasons. */
export interface Agreed {
  acceptances: readonly Acceptance[];
  approvals: readonly Approval[];
  people: readonly JoinedPerson[];
}

/**
 * One sealed file (docs/decisions/0017-kept-audits.md). Failures: VAULT_LOCKED; VAULT_DAMAGED where it is not what Resalt
 * wrote, it is then left as it is; NOT_WRITABLE.
 */
export interface Agreements {
  get(): Agreed;
  /** One change after the other; on the disk when it resolves, with what `work` answers. Only the parts it gives change. */
  change<T>(work: (before: Agreed) => { changes: Partial<Agreed>; answer: T }): Promise<T>;
  /** Lets go of what is in memory: the vault was locked. */
  forget(): void;
}

const context = ['agreements', 1] as const;
const nothing: Agreed = { acceptances: [], approvals: [], people: [] };

export function openAgreements(dir: string, boxes: Boxes): Agreements {
  const path = join(dir, 'agreements.sealed');
  let known: Agreed | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const get = () => {
    known ??= read(path, boxes);
    return known;
  };
  return {
    get,
    change(work) {
      const turn = last.then(async () => {
        const { changes, answer } = work(get());
        const next = { ...get(), ...changes };
        const box = boxes.seal(Buffer.from(JSON.stringify(next)), context);
        await writeDurably(path, box.toString('base64'));
        await syncDirectory(dir);
        // Where the vault was locked meanwhile nothing stays in memory.
        if (known !== null) known = next;
        return answer;
      });
      last = turn.catch(() => undefined);
      return turn;
    },
    forget() {
      known = null;
    },
  };
}

function read(path: string, boxes: Boxes): Agreed {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = systemCode(error);
    if (reason === 'ENOENT') return nothing;
    throw reason ? new ResaltError('NOT_ALLOWED_HERE', `${path} could not be read (${reason}).`) : error;
  }
  const plain = boxes.open(Buffer.from(text, 'base64'), context);
  if (plain) return JSON.parse(plain.toString('utf8'));
  throw new ResaltError(
    'VAULT_DAMAGED',
    `${path}, what you accepted and whom you approved, was changed by something else than Resalt, or belongs to another vault. It was left as it is: put it back from a backup, or, with Resalt closed, move it away to begin anew.`,
    'never',
  );
}
