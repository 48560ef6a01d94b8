import { z } from 'zod';
import { keptItem } from '../catalogue.ts';
import { isSafeName } from './tar.ts';

const missing = z.object({ site: z.string(), what: z.string().max(1000), why: z.string().max(1000) });
/** What could not be kept, or was not kept to its end. */
export type Missing = z.infer<typeof missing>;

/** What an archive says of itself; the key signs its bytes as they stand in manifest.json. */
export const manifest = z.object({
  format: z.literal('resalt evidence archive 1'),
  resalt: z.string().max(100),
  incident: z.string().max(100),
  exportedAt: z.string().max(40),
  by: z.string().max(200),
  missing: z.array(missing).max(1_000_000).default([]),
  pieces: z.array(keptItem.omit({ name: true }).extend({ file: z.string().refine(isSafeName) })).max(1_000_000),
});
export type Manifest = z.infer<typeof manifest>;

/** Names in the archive beside the pieces'. */
export const own = {
  readMe: 'README.txt',
  key: 'public-key.pem',
  manifest: 'manifest.json',
  signature: 'manifest.sig',
  sums: 'SHA256SUMS',
  sumsSignature: 'SHA256SUMS.sig',
} as const;

export const readMe = (fingerprint: string): string => `Evidence of an incident, exported by Resalt.

IT IS NOT ENCRYPTED. It holds password hashes, keys and personal data of the sites: keep it as you would keep those.

manifest.json lists every piece: from which site and where, when it was read, by whom, how many bytes, its SHA-256,
what it lacks, and by how many seconds the server's clock was ahead of the machine that read it (clockAhead); and under
"missing" what could not be kept or was not kept to its end.
The key that signed has the fingerprint

  ${fingerprint}

which whoever exported the archive can tell you by another way. To check it all with sha256sum and OpenSSL (3 or later),
in the folder where it was unpacked:

  openssl pkey -pubin -in public-key.pem -outform DER | openssl dgst -sha256 -binary | openssl base64
      must print the fingerprint, behind "SHA256:" (and with "=" at its end)
  openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig
  openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig
  sha256sum --check --strict SHA256SUMS

With Resalt: resalt incident evidence check FILE --signed-by ${fingerprint}

Each piece is of its own moment, between begunAt and endedAt: what was written on the site meanwhile may be in one piece and not in
another, also where both are of one table. A table is of one moment in itself where nothing else is said behind "from".

Pieces: *.jsonl are lines of JSON; a value {"base64": ...} is bytes that are no UTF-8. database/*.sql are read back by
MariaDB's or MySQL's own client, the pieces of one table in the order of the manifest; views, triggers, events and routines last (_views-triggers-events-routines.sql). Where
an old client stops at a first line with "enable the sandbox mode", leave that line out. Logs and wp-config are as they were.
`;
