import type { ReportDocument } from '../../contract/reports.ts';
import { shorten } from './wording.ts';

/** What stands under a report, with who made it and how to reach them. */
export const footLines = ({ foot, madeBy, agency }: ReportDocument): string[] => [
  ...foot,
  ...(agency.contact ? [shorten(agency.contact.replace(/\s*\n\s*/g, ' · '), 500)] : []),
  `Made by ${madeBy}${agency.name ? ` for ${agency.name}` : ''}.`,
];
