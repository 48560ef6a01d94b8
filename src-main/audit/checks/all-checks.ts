import { administratorEmail } from './administrator-email.ts';
import { administratorNeverSeen } from './administrator-never-seen.ts';
import { administratorRegisteredLately } from './administrator-registered-lately.ts';
import { applicationPassword } from './application-password.ts';
import type { Check } from './check.ts';
import { customRole } from './custom-role.ts';
import { databaseEvent } from './database-event.ts';
import { databaseTrigger } from './database-trigger.ts';
import { defaultRole } from './default-role.ts';
import { falseValuedRole } from './false-valued-role.ts';
import { gravityFormsKey } from './gravity-forms-key.ts';
import { hiddenAdministrator } from './hidden-administrator.ts';
import { knownBadUser } from './known-bad-user.ts';
import { openRegistration } from './open-registration.ts';
import { orphanedCapabilities } from './orphaned-capabilities.ts';
import { passwordReset } from './password-reset.ts';
import { pluginToken } from './plugin-token.ts';
import { sharedHash } from './shared-hash.ts';
import { siteAddress } from './site-address.ts';
import { superAdmin } from './super-admin.ts';
import { tamperedRole } from './tampered-role.ts';
import { unjudgedCapabilities } from './unjudged-capabilities.ts';
import { weakHash } from './weak-hash.ts';
import { woocommerceKey } from './woocommerce-key.ts';

/** In the order of contract/findings.ts. */
export const allChecks: readonly Check[] = [
  hiddenAdministrator,
  falseValuedRole,
  tamperedRole,
  customRole,
  superAdmin,
  unjudgedCapabilities,
  orphanedCapabilities,
  knownBadUser,
  administratorEmail,
  administratorRegisteredLately,
  administratorNeverSeen,
  openRegistration,
  defaultRole,
  applicationPassword,
  woocommerceKey,
  gravityFormsKey,
  pluginToken,
  passwordReset,
  weakHash,
  sharedHash,
  siteAddress,
  databaseTrigger,
  databaseEvent,
];
