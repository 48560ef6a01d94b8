import { everyText } from './every-text.ts';
import type { Material } from './material.ts';

/**
 * The same material without what must not leave in a report: hashes of passwords, session verifiers, cookies, tokens, keys, and the
 * part of e-mail addresses that names a person. Hashes that the record or the evidence itself has stay. What a person typed into a
 * note as an ordinary word can't be told from one.
 */
export function withoutSecrets(material: Material): Material {
  const known = knownHashes(material);
  const clean = <T>(data: T): T => everyText(data, (text) => withoutSecretsIn(text, known));
  const { incident, evidence, timeline, runs, couldNotRead } = material;
  return {
    ...material,
    incident: clean(incident),
    evidence: clean(evidence),
    timeline: clean(timeline),
    runs: clean(runs),
    couldNotRead: clean(couldNotRead),
  };
}

const left = '[left out]';

/** In the order in which they are looked for: what is longer and surer first. */
const secrets: [RegExp, string | ((...found: string[]) => string)][] = [
  [/-----BEGIN [A-Z ]{1,40}-----[\s\S]*?(?:-----END [A-Z ]{1,40}-----|$)/g, left],
  [/\$(?:wp\$)?(?:2[abxy]|argon2\w{0,3}|P|H|S|1|5|6|y|generic)\$[^\s"'<>,;]{8,}/g, left],
  [/(wordpress(?:_logged_in|_sec)?_[0-9a-f]{32}(?:=|%3D))[^\s;"'<>]+/gi, `$1${left}`],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, left],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{0,100}:)[^\s/"'<>]{1,300}@/gi, `$1${left}@`],
  [/\b(basic|bearer)\s+[A-Za-z0-9+/_=.-]{16,}/gi, `$1 ${left}`],
  [
    /(define\(\s*['"][A-Z_]{0,40}(?:PASS|KEY|SALT|SECRET|TOKEN)[A-Z_]{0,40}['"]\s*,\s*)(?:'[^'\n]*'?|"[^"\n]*"?)/gi,
    `$1${left}`,
  ],
  [/("[\w.-]{0,60}(?:pass|pwd|secret|token|nonce|key|auth)[\w.-]{0,60}"\s*:\s*)"[^"\n]*"?/gi, `$1${left}`],
  [
    /((?:^|[?&;\s"'])[\w.[\]-]{0,60}(?:pass|pwd|secret|token|nonce|key|auth|sig|session)[\w.[\]-]{0,60}=)[^&\s;"'<>]+/gi,
    `$1${left}`,
  ],
  [
    /((?:pass|pwd|secret|token|nonce|api_?key|auth_?key|salt)[\w.\]'"-]{0,60}\s{0,9}(?:=>|:?=)\s{0,9})(?:'[^'\n]*'?|"[^"\n]*"?)/gi,
    `$1${left}`,
  ],
  [/\b(AIza|SG\.|glpat-|xkeysib-|sk-)[A-Za-z0-9_.-]{16,}/g, `$1${left}`],
  [/\b(c[ks]_|sk_live_|sk_test_|rk_live_|gh[pousr]_|xox[bap]-|AKIA)[A-Za-z0-9-]{12,}/g, `$1${left}`],
  [/\b(?:[A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4}\b/g, (found) => (looksRandom(found) ? left : found)],
  [/(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/gu, '…@$1'],
];

/** Application passwords are six groups of four letters and digits; six short words are not. */
const looksRandom = (groups: string): boolean => /\d/.test(groups) || /[a-z][A-Z]/.test(groups);

function withoutSecretsIn(text: string, known: ReadonlySet<string>): string {
  let clean = text;
  for (const [secret, instead] of secrets)
    clean = typeof instead === 'string' ? clean.replace(secret, instead) : clean.replace(secret, instead);
  // What Resalt's own sentences call a SHA-256 is one, as of a report that was made.
  return clean.replace(/(?<![0-9a-f]|SHA-256 )[0-9a-f]{32,}(?![0-9a-f])/gi, (hex) =>
    known.has(hex.toLowerCase()) ? hex : `[${hex.length} hex digits left out]`,
  );
}

function knownHashes({ incident, evidence }: Material): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { sha256 } of evidence) known.add(sha256);
  for (const { hash } of incident.record) known.add(hash);
  for (const step of incident.steps)
    for (const standing of step.standings) for (const { sha256 } of standing.evidence) known.add(sha256);
  return known;
}
