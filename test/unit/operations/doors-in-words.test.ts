import { describe, expect, it } from 'vitest';
import { doorsInWords } from '../../../src-main/operations/steps/doors-of-users.ts';
import { ofBlog } from '../../../src-main/operations/steps/site-rights.ts';

const doors = { sessions: 0, applicationPasswords: 0, apiKeys: 0 };

describe('what a plan says of the doors of users', () => {
  it('names only what is there, and counts only what was counted', () => {
    expect(doorsInWords({ ...doors, sessions: 1 })).toBe('What opens the site in their names goes: logins.');
    expect(doorsInWords({ sessions: 1, applicationPasswords: 2, apiKeys: 1 })).toBe(
      'What opens the site in their names goes: logins, application passwords and an API key.',
    );
    expect(doorsInWords({ ...doors, sessions: 3, apiKeys: 4 })).toContain('logins and 4 API keys');
  });

  it('says where there is nothing, and that it looks again when it is done', () => {
    expect(doorsInWords(doors)).toBe(
      'No login or key in their names opens the site now; what is made meanwhile goes, too.',
    );
  });

  it('a site alone has no blogs to tell apart', () => {
    expect(ofBlog({ multisite: false }, 1)).toBe('');
    expect(ofBlog({ multisite: true }, 1)).toBe(', blog 1');
  });
});
