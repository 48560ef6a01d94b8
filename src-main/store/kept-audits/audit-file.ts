import { ResaltError } from '../../contract/failures.ts';
import type { Boxes } from '../session-history/sealed-site.ts';
import type { AuditHead, KeptAudit } from './kept-types.ts';

/** Part of what each box is bound to: another number when what is in it changes its shape. */
const format = 1;

/** What is on disk of a site: a line with the sealed head, one with all of it. */
export function sealAudit(boxes: Pick<Boxes, 'seal'>, audit: KeptAudit): string {
  const line = (part: string, content: unknown) =>
    boxes.seal(Buffer.from(JSON.stringify(content)), [part, format, audit.siteId]).toString('base64');
  return `${line('audit-head', headOf(audit))}\n${line('audit', audit)}\n`;
}

/** VAULT_DAMAGED where a byte is not as it was sealed. */
export const openHead = (boxes: Pick<Boxes, 'open'>, siteId: string, text: string): AuditHead =>
  opened(boxes, 'audit-head', siteId, text.slice(0, text.indexOf('\n') + 1));

export const openAudit = (boxes: Pick<Boxes, 'open'>, siteId: string, text: string): KeptAudit =>
  opened(boxes, 'audit', siteId, text.slice(text.indexOf('\n') + 1));

/** Not checked against a schema: what opens was written by this very file, the box's context says in which format. */
function opened<T>(boxes: Pick<Boxes, 'open'>, part: string, siteId: string, line: string): T {
  const plain = line.endsWith('\n') ? boxes.open(Buffer.from(line, 'base64'), [part, format, siteId]) : null;
  if (!plain) throw damagedAudit(siteId);
  const content = JSON.parse(plain.toString('utf8'));
  plain.fill(0);
  return content;
}

export const headOf = (audit: KeptAudit): AuditHead => ({
  lookedAt: audit.lookedAt,
  failed: audit.failure !== null,
  findings: audit.findings.map(({ check, contentHash, severity }) => [check, contentHash, severity]),
  administrators: audit.administrators.map(({ user, email }) => [user, email]),
  drift: {
    newAdministrators: audit.drift.filter(({ kind }) => kind === 'new-administrator' || kind === 'more-administrators')
      .length,
    all: audit.drift.length + audit.moreDrift,
  },
});

const damagedAudit = (siteId: string) =>
  new ResaltError(
    'VAULT_DAMAGED',
    `What is kept of the last audit of site ${siteId} (audits/${siteId}.sealed in the data folder) was changed by something else than Resalt, or belongs to another vault. Audit the site again: that begins anew.`,
    'never',
  );
