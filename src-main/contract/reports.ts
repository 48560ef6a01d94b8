import { z } from 'zod';
import { incidentId } from './incidents.ts';

/** client: one page, plain words. engineer: everything. record: machine-readable, for insurers and authorities. */
export const audiences = ['client', 'engineer', 'record'] as const;
export const audience = z.enum(audiences);
export type Audience = z.infer<typeof audience>;
export const reportFormat = z.enum(['html', 'pdf', 'json']);
export type ReportFormat = z.infer<typeof reportFormat>;

/** In whose name reports are written. */
export const agency = z.strictObject({
  name: z.string().trim().max(100).default(''),
  /** As #1a5fb4. */
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'is a colour such as #1a5fb4')
    .default('#1a5fb4'),
  /** Address, telephone, e-mail: as it shall stand under each report. */
  contact: z.string().trim().max(500).default(''),
});
export type Agency = z.infer<typeof agency>;

const ref = z.object({ incident: incidentId });

export const reportProcedures = {
  /** Makes a report of what is known now and notes it in the incident's record with its hash. `client`: of the sites of that client only. */
  make: {
    kind: 'mutation',
    input: ref.extend({ audience, format: reportFormat, client: z.string().max(200).nullable().default(null) }),
    output: z.object({
      name: z.string(),
      type: z.string(),
      base64: z.string(),
      sha256: z.string(),
      at: z.string(),
    }),
  },
  /** A note to fill in and send: to the client, to the team, to an authority. */
  note: {
    kind: 'query',
    input: ref.extend({
      to: z.enum(['client', 'team', 'authority']),
      client: z.string().max(200).nullable().default(null),
    }),
    output: z.object({ subject: z.string(), text: z.string() }),
  },
  getAgency: { kind: 'query', input: z.object({}), output: agency },
  setAgency: { kind: 'mutation', input: z.object({ agency }), output: agency },
} as const;
