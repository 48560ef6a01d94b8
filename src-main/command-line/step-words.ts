import type { Automation, ChecklistStep, Fact, Verification } from '../contract/checklist.ts';

const facts: Record<Fact, string> = {
  'closed-to-visitors': 'From outside the site answers 503, and Resalt’s own pass gets in.',
  'open-to-visitors': 'From outside the site answers as it should, without warnings of PHP.',
  'evidence-whole': 'The evidence is kept whole and its hashes agree.',
  'baseline-kept': 'What the site was when the incident was opened is kept.',
  'salts-as-rotated': 'The salts are those that Resalt made.',
  'no-older-logins': 'No login is older than the end of this step.',
  'administrators-have-new-passwords': 'No administrator has the password from before.',
  'publishers-have-new-passwords': 'Nobody who can publish has the password from before.',
  'no-reset-keys': 'No key for a new password is left, and none of the recovery mode.',
  'no-application-passwords': 'No application password is left.',
  'no-api-keys': 'No API key is left.',
  'database-password-as-changed': 'The database password is the one that Resalt made.',
  'only-approved-administrators': 'Every administrator is approved.',
  hardened: 'Rights are tight, the file editor is off, and a test file in the uploads is not run.',
  'neighbours-looked-at': 'The other sites of the same server were looked at by the same checks.',
};

/** What makes a step count as done, a sentence each; none where only a person's word does. */
export const verificationWords = ({ verifications }: Pick<ChecklistStep, 'verifications'>): string[] =>
  verifications.map((one: Verification) =>
    'fact' in one
      ? facts[one.fact]
      : `These checks look whole and find nothing that nobody accepted: ${one.checks.join(', ')}.`,
  );

/** What Resalt does in it, a sentence each. */
export const automationWords = ({ automations }: Pick<ChecklistStep, 'automations'>): string[] => [
  ...new Set(automations.map(automationSentence)),
];

function automationSentence(one: Automation): string {
  if ('audit' in one) return `It looks by these checks: ${one.audit.join(', ')}.`;
  if ('fix' in one) return `It closes what these checks find and nobody accepted: ${one.fix.join(', ')}.`;
  const given = Object.entries(one.arguments).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return `${one.operation}${given.length > 0 ? ` (${given.join(', ')})` : ''}.`;
}
