/** A plugin that keeps something of its own under the salts. */
export interface SaltEncryptor {
  /** The plugin's folder in wp-content/plugins. */
  folder: string;
  name: string;
  breaks: string;
  advice: string;
}

const reconnect = 'Plan to connect it again after the rotation.';
const reenter = 'Have the keys at hand and enter them again in its settings after the rotation.';

/** FACTS: Other token stores; SHAPES: What changes for others when salts change. */
export const saltEncryptors: readonly SaltEncryptor[] = [
  {
    folder: 'all-in-one-wp-security-and-firewall',
    name: 'All-In-One Security',
    breaks: 'two-factor secrets (TOTP): administrators can be locked out of two-factor login',
    advice: 'Have another way in (SSH or the database) and set up two-factor login again for each user.',
  },
  {
    folder: 'google-site-kit',
    name: 'Site Kit by Google',
    breaks: 'the connection to Google: its tokens are encrypted with LOGGED_IN_KEY and LOGGED_IN_SALT',
    advice: 'Sign in with Google again in Site Kit after the rotation.',
  },
  {
    folder: 'wp-security-audit-log',
    name: 'WP Activity Log',
    breaks: 'the settings of its external database and log mirrors',
    advice: 'Enter the external connections again after the rotation.',
  },
  {
    folder: 'mainwp-child',
    name: 'MainWP Child',
    breaks: 'options that it stores encrypted',
    advice: 'Reconnect the site in the MainWP dashboard if it reports an error.',
  },
  { folder: 'patchstack', name: 'Patchstack', breaks: 'its stored API key', advice: reenter },
  { folder: 'w3-total-cache', name: 'W3 Total Cache', breaks: 'stored CDN keys', advice: reenter },
  {
    folder: 'next-active-directory-integration',
    name: 'Active Directory Integration',
    breaks: 'the stored password of the directory account: logins through the directory stop',
    advice: 'Enter the directory password again; keep one local administrator.',
  },
  {
    folder: 'fluent-smtp',
    name: 'FluentSMTP',
    breaks: 'stored mail passwords: the site sends no mail',
    advice: reenter,
  },
  {
    folder: 'seo-by-rank-math',
    name: 'Rank Math SEO',
    breaks: 'its connection to Google and Rank Math',
    advice: reconnect,
  },
  { folder: 'suretriggers', name: 'SureTriggers (OttoKit)', breaks: 'its connection', advice: reconnect },
  { folder: 'leadconnector', name: 'LeadConnector', breaks: 'its connection', advice: reconnect },
  {
    folder: 'instagram-feed',
    name: 'Smash Balloon Instagram Feed',
    breaks: 'its connected accounts',
    advice: reconnect,
  },
  {
    folder: 'custom-facebook-feed',
    name: 'Smash Balloon Facebook Feed',
    breaks: 'its connected accounts',
    advice: reconnect,
  },
  {
    folder: 'custom-twitter-feeds',
    name: 'Smash Balloon Twitter Feeds',
    breaks: 'its connected accounts',
    advice: reconnect,
  },
  {
    folder: 'feeds-for-youtube',
    name: 'Smash Balloon YouTube Feeds',
    breaks: 'its connected accounts',
    advice: reconnect,
  },
  { folder: 'unsplash', name: 'Unsplash', breaks: 'its connection', advice: reconnect },
  {
    folder: 'remote-data-blocks',
    name: 'Remote Data Blocks',
    breaks: 'stored credentials of its data sources',
    advice: reenter,
  },
  { folder: 'kudos-donations', name: 'Kudos Donations', breaks: 'its stored payment API keys', advice: reenter },
];

/** Said for any site whose widgets screen is block based, because it can't be seen from the list of plugins. */
export const legacyWidgetNote =
  'Blocks of kind core/legacy-widget that carry instance.hash render empty after a rotation until they are saved again.';

/** Those of the plugin folders (or `folder/file.php` as in active_plugins) that keep secrets under the salts. */
export function encryptorsAmong(plugins: readonly string[]): SaltEncryptor[] {
  const folders = new Set(plugins.map((plugin) => plugin.split('/')[0]?.toLowerCase() ?? ''));
  return saltEncryptors.filter(({ folder }) => folders.has(folder) || folders.has(`${folder}-pro`));
}
