import { describe, expect, it } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import { runOptions } from '../../../src-main/contract/runs.ts';
import type { Site } from '../../../src-main/contract/sites.ts';
import type { Operation } from '../../../src-main/operations/operations.ts';
import { nothing } from '../../../src-main/operations/steps/closing-result.ts';
import { partsOf } from '../../../src-main/operations/steps/contain-parts.ts';
import { containedResult } from '../../../src-main/operations/steps/contained-result.ts';
import type { Marks, Story } from '../../../src-main/operations/story.ts';
import type { Tools } from '../../../src-main/operations/tools.ts';

const site = { id: 's_0123456789', name: 'acme' } as Site;
const options = runOptions.parse({});

function aStory(marks: Marks = {}, dryRun = false): Story {
  return {
    ...{ runId: 'r_012345678', dryRun, marks, warn: () => {}, will: () => {} },
    step: (_name, work) => work(),
    mark: async (more) => void Object.assign(marks, more),
  };
}
const well: Operation = async () => ({
  ...{ ...nothing, outcome: 'changed' },
  deeds: [{ kind: 'file', what: 'one', result: 'done', why: null }],
});
const failing =
  (code: 'NOT_WRITABLE' | 'HOST_UNREACHABLE'): Operation =>
  async () => {
    throw new ResaltError(code, 'No room.', 'safe');
  };

describe('The parts of a containment', () => {
  it('that went well are not done again by a later attempt, and what they did is told again', async () => {
    const marks: Marks = {};
    const first = partsOf(site, {} as Tools, aStory(marks), options);
    await first.do('closed', well);
    const later = partsOf(site, {} as Tools, aStory(marks), options);
    await later.do('closed', failing('NOT_WRITABLE'));
    expect(later.failed('closed')).toBe(false);
    expect(containedResult(site, later.done, null)).toMatchObject({ outcome: 'changed', deeds: [{ what: 'one' }] });
  });

  it('that failed are tried again; their failure is the result’s, with why the rest was not begun', async () => {
    const marks: Marks = {};
    const parts = partsOf(site, {} as Tools, aStory(marks), options);
    await parts.do('first-evidence', failing('NOT_WRITABLE'));
    expect(marks.contained).toBeUndefined();
    const { outcome, failure } = containedResult(site, parts.done, 'Nothing was changed on acme.');
    expect(outcome).toBe('failed');
    expect(failure).toMatchObject({ code: 'NOT_WRITABLE', message: 'Evidence: No room. Nothing was changed on acme.' });
  });

  it('pass on what leaves open how far they came', async () => {
    const parts = partsOf(site, {} as Tools, aStory(), options);
    await expect(parts.do('logins', failing('HOST_UNREACHABLE'))).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  });

  it('are not noted as done by a plan', async () => {
    const marks: Marks = {};
    await partsOf(site, {} as Tools, aStory(marks, true), options).do('closed', well);
    expect(marks).toEqual({});
  });
});
