import type { ChecklistStep } from '../../contract/checklist.ts';
import { openingStep } from '../lines.ts';

/** Steps 1 to 3: before anything is touched. */
export const openSteps: readonly ChecklistStep[] = [
  {
    id: openingStep,
    title: 'Open the incident',
    why: 'From now on everything carries a time and a name. One person owns the incident, so that nothing is done twice or by nobody.',
    who: 'person',
    per: 'incident',
    byHand: [
      'Give it a name that you will recognise in a year, such as the client and the month.',
      'Write down what you saw, where and when, in your own words. Don’t guess at the cause yet.',
      'Name one owner. Others help; the owner decides.',
    ],
    automations: [],
    verifications: [],
    evidence: 'Owner, time, symptoms and sites, in the first line of the record.',
    after: [],
    containment: false,
  },
  {
    id: 'own-machine-clean',
    title: 'See that your own computer is clean',
    why: 'If malware on the computer of somebody with access stole the passwords, it will steal the new ones as well. Then all that follows is for nothing.',
    who: 'person',
    per: 'incident',
    byHand: [
      'Scan this computer, and those of everyone who logs in to these sites, with an up-to-date virus scanner.',
      'Look through the browser’s extensions and remove what you don’t know.',
      'If in doubt work from another computer that was never used for these sites.',
      'Tick this step with your name and write what you scanned, with what.',
    ],
    automations: [],
    verifications: [],
    evidence: 'Who says so, and what was scanned.',
    after: ['open'],
    containment: false,
  },
  {
    id: 'freeze-changes',
    title: 'Stop deploys and automatic updates',
    why: 'A deploy in the middle puts files back that were just cleaned, or overwrites traces. An automatic update of WordPress also opens a site that was closed to visitors.',
    who: 'person',
    per: 'incident',
    byHand: [
      'Pause pipelines (GitHub Actions, GitLab, DeployHQ, Buddy and the like) that deploy to these sites.',
      'Pause automatic updates in the panel of the hosting and in fleet tools such as MainWP, ManageWP or InfiniteWP.',
      'Tell everyone who works on these sites to change nothing until you say so.',
      'Tick this step and write what you paused, so that it is started again afterwards.',
    ],
    automations: [],
    verifications: [],
    evidence: 'A note of what was paused and who was told.',
    after: ['open'],
    containment: false,
  },
];
