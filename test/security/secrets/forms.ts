/** A place that something can leak to, and what was seen there. Text of unknown encoding comes as latin1. */
export interface Seen {
  where: string;
  text: string;
}

/** A needle of this many characters is enough: a leak that is cut short is a leak too. */
const telling = 24;

/** How a secret may look in text: as it is, escaped for JSON, for an address or a form, in hex, and within any base64. */
export function formsOf(secret: string): string[] {
  const middle = Math.max(0, Math.floor((secret.length - telling) / 2));
  const part = secret.slice(middle, middle + telling);
  const bytes = Buffer.from(part);
  const json = JSON.stringify(part).slice(1, -1);
  const url = encodeURIComponent(part);
  return [
    ...new Set([
      part,
      json,
      JSON.stringify(json).slice(1, -1),
      url,
      url.replaceAll(/%../g, (code) => code.toLowerCase()),
      url.replaceAll('%20', '+').replaceAll(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      ...[0, 1, 2].flatMap((shift) => base64Within(bytes, shift)),
    ]),
  ];
}

/** What of the secret is sure to stand in the base64 of something that holds it `shift` bytes after a group's beginning. */
function base64Within(bytes: Buffer, shift: number): string[] {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const whole = text.slice(shift === 0 ? 0 : 4, Math.floor((shift + bytes.length) / 3) * 4);
  return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
}

/** Every place where a form of a secret was seen. It names the secret by its number, so that a report leaks nothing. */
export function leaksIn(secrets: readonly string[], seen: readonly Seen[]): string[] {
  const needles = secrets.flatMap((secret, index) => formsOf(secret).map((form) => ({ form, index })));
  const find = finder(needles);
  return seen.flatMap(({ where, text }) => [...find(text)].map((index) => `${where}: secret ${index}`));
}

const beginning = 6;

/** Looks for thousands of needles in one pass: only where two characters begin one, its beginning is looked up. */
function finder(needles: readonly { form: string; index: number }[]): (text: string) => Set<number> {
  const pairs = new Uint8Array(1 << 16);
  const byBeginning = new Map<string, { form: string; index: number }[]>();
  const pairAt = (text: string, at: number) => ((text.charCodeAt(at) & 255) << 8) | (text.charCodeAt(at + 1) & 255);
  for (const needle of needles) {
    if (needle.form.length < beginning) throw new Error(`Secret ${needle.index} is too short to be searched.`);
    pairs[pairAt(needle.form, 0)] = 1;
    const key = needle.form.slice(0, beginning);
    byBeginning.set(key, [...(byBeginning.get(key) ?? []), needle]);
  }
  return (text) => {
    const found = new Set<number>();
    for (let at = 0; at + beginning <= text.length; at += 1) {
      if (pairs[pairAt(text, at)] !== 1) continue;
      for (const { form, index } of byBeginning.get(text.slice(at, at + beginning)) ?? [])
        if (text.startsWith(form, at)) found.add(index);
    }
    return found;
  };
}
