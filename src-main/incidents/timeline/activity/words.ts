/** What a plugin keeps of a value, in words: a text as it is; of a list or object that PHP serialised the texts in it, by name. Nothing is unserialised. */
export function plainValue(value: string): string {
  const [, text] = /^s:\d+:"([\s\S]*?)"?;?$/.exec(value) ?? [];
  if (text !== undefined) return text;
  if (!/^[aO]:\d+:/.test(value)) return value;
  const named = [...namedTexts(value)];
  if (named.length > 0)
    return named.flatMap(([name, one]) => (one === '' || mayBeSecret(name) ? [] : `${name} ${one}`)).join(', ');
  return [...value.matchAll(/s:\d{1,6}:"([^"]{0,200})"/g)].map(([, one]) => one).join(', ');
}

/** The texts of a serialised list or object by their names, as far as no quote stands in them. */
export function namedTexts(value: string): Map<string, string> {
  const found = value.matchAll(/s:\d{1,3}:"([A-Za-z_]{1,40})";s:\d{1,6}:"([^"]{0,200})"/g);
  return new Map([...found].map(([, name = '', text = '']) => [name, text]));
}

export const mayBeSecret = (name: string): boolean =>
  /pass|token|secret|nonce|key$/i.test(name) && !/^application_password_name$/.test(name);

/** A message with what was noted beside it in the place of {names}; what can hold a secret stays out. */
export function sentenceOf(message: string, beside: ReadonlyMap<string, string>): string {
  return message.replace(/\{([a-zA-Z0-9_]{1,60})\}/g, (whole, name: string) =>
    mayBeSecret(name) ? '…' : (beside.get(name)?.slice(0, 200) ?? whole),
  );
}
