import type { ChecklistStep } from '../../contract/checklist.ts';

/** Steps 32 to 34. `look-again` is verified by the looks themselves; it waits for them and not for a person. */
export const afterwardsSteps: readonly ChecklistStep[] = [
  {
    id: 'blocklists',
    title: 'Get off the blocklists',
    why: 'Google, virus scanners and mail servers may still warn of the site. They take it off the list when somebody asks, and not by themselves.',
    who: 'person',
    per: 'site',
    byHand: [
      'Google: Search Console, “Security issues”, request a review. Without access: transparencyreport.google.com/safe-browsing.',
      'Look the domain up at virustotal.com and ask each vendor that lists it.',
      'Mail: look the server’s address up at mxtoolbox.com/blacklists and ask to be taken off.',
      'Tick with the status of each: not listed, or asked on which day.',
    ],
    automations: [],
    verifications: [],
    evidence: 'A note with the status of each list.',
    after: ['reopen-site'],
    containment: false,
  },
  {
    id: 'tell',
    title: 'Tell the client and, where law asks, the authorities',
    why: 'The client has to know what happened and what to do. If personal data was within reach, many countries want a notice soon: in the EU within 72 hours of knowing (GDPR, Article 33). Resalt drafts; a person decides and sends.',
    who: 'person',
    per: 'incident',
    byHand: [
      'Have Resalt make the report for the client, and the note to the client and the team: fill in what it leaves blank.',
      'Decide with the client, and with a lawyer where in doubt, whether an authority and the people concerned must be told. The client usually has to do it, not you.',
      'Write down what you learned: what let them in, what would have shown it sooner, what you change on all other sites.',
      'Tick with what was sent, to whom and when.',
    ],
    automations: [],
    verifications: [],
    evidence: 'What was sent, to whom, on which day; the reports with their hashes.',
    after: ['entry-point'],
    containment: false,
  },
  {
    id: 'look-again',
    title: 'Look again after 24 hours, 7 and 30 days',
    why: 'Malware that was missed comes back within days. A clean look after a month is the first good proof that it is over.',
    who: 'resalt',
    per: 'incident',
    byHand: [
      'Resalt looks by itself when it is open or served at that time; otherwise it says that a look is due, and you begin it.',
      'A new finding opens the steps again that no longer hold, with an alert.',
    ],
    automations: [],
    verifications: [],
    evidence: 'Three looks by the same checks, each with its time and what it found.',
    after: ['reopen-site'],
    containment: false,
  },
];
