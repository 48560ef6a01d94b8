import type { ChecklistStep } from '../../contract/checklist.ts';

/** Step 27: steps 7, 8 and 10 to 14 again. One run of ResetPasswords does 7 and 10 together. */
export const rotateAgainSteps: readonly ChecklistStep[] = [
  {
    id: 'final-rotation',
    title: 'Rotate everything a second time',
    why: 'The first rotation threw the attacker out. But what survived until the cleaning could read the new salts and passwords’ hashes, and make itself cookies that work. Now nothing is left that can read them: what is rotated now stays secret.',
    who: 'resalt',
    per: 'site',
    byHand: [
      'Do this when the site is clean and not before. If malware is found afterwards, do it again.',
      'People get new passwords a second time. Tell them why before they ask.',
      'Keys of the hosting, the CDN and payment providers that stood in files on the site: change them a second time too.',
    ],
    automations: [
      {
        operation: 'ResetPasswords',
        arguments: {
          whose: { roles: ['administrator', 'editor', 'author'], publishers: true },
          salts: true,
          keep: 'vault',
          prove: true,
        },
      },
      { operation: 'EndSessions', arguments: {} },
      { operation: 'ClearResetKeys', arguments: {} },
      { operation: 'RevokeTokens', arguments: { tokens: [{ kind: 'application-password' }] } },
      {
        operation: 'RevokeTokens',
        arguments: { tokens: [{ kind: 'woocommerce' }, { kind: 'gravity-forms' }, { kind: 'plugin' }] },
      },
      { operation: 'ChangeDatabasePassword', arguments: {} },
    ],
    verifications: [
      { fact: 'salts-as-rotated' },
      { fact: 'no-older-logins' },
      { fact: 'administrators-have-new-passwords' },
      { fact: 'publishers-have-new-passwords' },
      { fact: 'no-reset-keys' },
      { fact: 'no-application-passwords' },
      { fact: 'no-api-keys' },
      { fact: 'database-password-as-changed' },
    ],
    evidence: 'The same as at containment: fingerprints before and after, refused canaries, hashes that changed.',
    after: ['clean-or-restore', 'reinstall', 'contain-passwords', 'contain-sessions', 'server-credentials'],
    containment: false,
  },
];
