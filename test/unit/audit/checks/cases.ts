import type { AuditReading } from '../../../../src-main/wordpress/audit-reading.ts';

/** Of one check: readings in which it finds one thing, as "severity, confidence", and honest look-alikes. */
export interface Cases {
  finds: [AuditReading, string][];
  leaves: AuditReading[];
}
