import { administratorEmail } from './administrator-email.ts';
import { administratorNeverSeen } from './administrator-never-seen.ts';
import { administratorRegisteredLately } from './administrator-registered-lately.ts';
import { applicationPassword } from './application-password.ts';
import { authorizedKeys } from './authorized-keys.ts';
import { backupReadable } from './backup-readable.ts';
import { changedLater } from './changed-later.ts';
import type { Check } from './check.ts';
import { cloudToken } from './cloud-token.ts';
import { coreFileChanged } from './core-file-changed.ts';
import { coreFileMissing } from './core-file-missing.ts';
import { cronHook } from './cron-hook.ts';
import { customRole } from './custom-role.ts';
import { databaseEvent } from './database-event.ts';
import { databaseTrigger } from './database-trigger.ts';
import { databaseUser } from './database-user.ts';
import { debugLogReadable } from './debug-log-readable.ts';
import { defaultRole } from './default-role.ts';
import { dropIn } from './drop-in.ts';
import { falseValuedRole } from './false-valued-role.ts';
import { gitReadable } from './git-readable.ts';
import { gravityFormsKey } from './gravity-forms-key.ts';
import { hiddenAdministrator } from './hidden-administrator.ts';
import { htaccess } from './htaccess.ts';
import { inactivePlugin } from './inactive-plugin.ts';
import { jwtSecret } from './jwt-secret.ts';
import { knownBadUser } from './known-bad-user.ts';
import { muPlugin } from './mu-plugin.ts';
import { openRegistration } from './open-registration.ts';
import { orphanedCapabilities } from './orphaned-capabilities.ts';
import { passwordReset } from './password-reset.ts';
import { phpInCacheOrLanguages } from './php-in-cache-or-languages.ts';
import { phpInUploads } from './php-in-uploads.ts';
import { phpVersion } from './php-version.ts';
import { pluginCode } from './plugin-code.ts';
import { pluginFileChanged } from './plugin-file-changed.ts';
import { pluginToken } from './plugin-token.ts';
import { sharedHash } from './shared-hash.ts';
import { siteAddress } from './site-address.ts';
import { superAdmin } from './super-admin.ts';
import { symlinkOutOfSite } from './symlink-out-of-site.ts';
import { tamperedRole } from './tampered-role.ts';
import { themeFunctions } from './theme-functions.ts';
import { unjudgedCapabilities } from './unjudged-capabilities.ts';
import { unknownCoreFile } from './unknown-core-file.ts';
import { unknownPluginFile } from './unknown-plugin-file.ts';
import { unknownRootFile } from './unknown-root-file.ts';
import { uploadsListed } from './uploads-listed.ts';
import { userIni } from './user-ini.ts';
import { userToken } from './user-token.ts';
import { weakHash } from './weak-hash.ts';
import { woocommerceKey } from './woocommerce-key.ts';
import { wordpressVersion } from './wordpress-version.ts';
import { worldWritable } from './world-writable.ts';
import { wpConfigStatement } from './wp-config-statement.ts';

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
  userToken,
  cloudToken,
  jwtSecret,
  passwordReset,
  weakHash,
  sharedHash,
  siteAddress,
  databaseTrigger,
  databaseEvent,
  databaseUser,
  cronHook,
  wpConfigStatement,
  htaccess,
  userIni,
  muPlugin,
  dropIn,
  themeFunctions,
  authorizedKeys,
  backupReadable,
  gitReadable,
  debugLogReadable,
  uploadsListed,
  wordpressVersion,
  phpVersion,
  inactivePlugin,
  coreFileChanged,
  coreFileMissing,
  unknownCoreFile,
  unknownRootFile,
  pluginFileChanged,
  unknownPluginFile,
  pluginCode,
  phpInUploads,
  phpInCacheOrLanguages,
  changedLater,
  worldWritable,
  symlinkOutOfSite,
];
