/** Events of WP Activity Log that matter here, by its numbers. */
const events: Record<number, string> = {
  1000: 'login',
  1001: 'logout',
  1002: 'login refused',
  1003: 'login refused',
  1004: 'login blocked',
  1005: 'login',
  1010: 'new password asked for',
  2010: 'file uploaded',
  2046: 'theme file edited',
  2051: 'plugin file edited',
  4000: 'user registered',
  4001: 'user made',
  4002: 'role changed',
  4003: 'password changed',
  4004: 'password of another changed',
  4005: 'e-mail changed',
  4006: 'e-mail of another changed',
  4007: 'user deleted',
  5000: 'plugin installed',
  5001: 'plugin activated',
  5002: 'plugin deactivated',
  5003: 'plugin deleted',
  5004: 'plugin updated',
  5005: 'theme installed',
  5006: 'theme activated',
  5007: 'theme deleted',
  6001: 'registration setting',
  6002: 'default role changed',
  6003: 'administrator’s address changed',
  6004: 'WordPress updated',
};

export const kindOfEvent = (number: number, object: string, type: string): string =>
  events[number] ?? (`${object} ${type}`.trim() || `event ${number}`).slice(0, 60);

/** What a plugin keeps of a value: as it is, or as PHP serialises a text. Longer lists stay as they are. */
export function plainValue(value: string): string {
  const [, text] = /^s:\d+:"([\s\S]*)";?$/.exec(value) ?? [];
  return text ?? value;
}

/** Simple History's sentences: "Activated plugin "{plugin_name}"" with what it noted beside. What can hold a secret stays out. */
export function sentenceOf(message: string, context: ReadonlyMap<string, string>): string {
  return message.replace(/\{([a-zA-Z0-9_]{1,60})\}/g, (whole, name: string) =>
    /pass|token|secret|key$|nonce/i.test(name) ? '…' : (context.get(name)?.slice(0, 200) ?? whole),
  );
}
