const CLIENTS = ['acme', 'borealis', 'cobalt', 'dune', 'ember', 'fjord', 'garnet', 'harbor', 'indigo', 'juniper'];
const KINDS = ['shop', 'www', 'blog', 'club', 'jobs', 'events', 'docs', 'press', 'intranet', 'landing'];

export interface SiteName {
  readonly index: number;
  readonly name: string;
  readonly client: string;
  readonly tags: readonly string[];
  readonly address: string;
  readonly prefix: string;
}

/** Name, client, tags and loopback address of the nth site; unlike for every n. Sites differ in their table prefix too. */
export function nameOf(index: number): SiteName {
  const client = CLIENTS[index % CLIENTS.length] ?? 'acme';
  const kind = KINDS[Math.floor(index / CLIENTS.length) % KINDS.length] ?? 'www';
  const round = Math.floor(index / (CLIENTS.length * KINDS.length));
  return {
    index,
    name: `${client}-${kind}${round ? `-${round + 1}` : ''}`,
    client,
    tags: [kind, ...(index % 3 === 0 ? ['care-plan'] : [])],
    address: `127.30.${Math.floor(index / 250)}.${(index % 250) + 1}`,
    prefix: index % 5 === 4 ? `x${index}k_` : 'wp_',
  };
}
