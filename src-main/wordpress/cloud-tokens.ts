/** Options in which UpdraftPlus keeps how it reaches a store of backups, tokens and passwords among them (FACTS: Other token stores; names believed). */
export const cloudOptions: readonly string[] = [
  ...[
    'updraft_dropbox',
    'updraft_googledrive',
    'updraft_googlecloud',
    'updraft_onedrive',
    'updraft_s3',
    'updraft_s3generic',
  ],
  ...['updraft_dreamobjects', 'updraft_ftp', 'updraft_sftp_settings', 'updraft_webdav', 'updraft_cloudfiles'],
  ...['updraft_openstack', 'updraft_azure', 'updraft_backblaze', 'updraft_pcloud', 'updraft_updraftvault'],
];

/** Of the stored settings, in MySQL's words: a token, key or password in them is not empty. Settings alone are there from the first day. */
export const holdsSecret =
  '(token|secret|secretkey|secret_key|apikey|account_key|application_key|password|pass)";s:[1-9]';
