import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readList, readOffices, readRoles, writeOffices, writeRoles } from '../../../src-renderer/words/knowledge.ts';

const word = fc.stringMatching(/^[a-z0-9_.:/-]{1,20}$/);
const name = fc
  .array(fc.stringMatching(/^[A-Za-z&.']{1,10}$/), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(' '));

it('what is written is read again as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ range: word, name })), (offices) => {
      expect(readOffices(writeOffices(offices))).toEqual({ read: offices });
    }),
  );
  const role = fc.oneof(
    fc.record({ role: word }),
    fc.record({ role: word, client: name }),
    fc.record({ role: word, tag: name }),
  );
  fc.assert(
    fc.property(fc.array(role), (roles) => {
      expect(readRoles(writeRoles(roles))).toEqual({ read: roles });
    }),
  );
});

it('empty lines and doubles are left out, and what is not understood is named', () => {
  expect(readList(' a\n\nb \na')).toEqual(['a', 'b']);
  expect(readOffices('203.0.113.7')).toEqual({ wrong: expect.stringContaining('203.0.113.7') });
  expect(readRoles('shop manager')).toEqual({ wrong: expect.stringContaining('shop manager') });
});
