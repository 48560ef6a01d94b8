import type { Client } from 'ssh2';

/** One SSH connection that is opened when needed, shared, opened again after it died, and dropped when unused. */
export interface KeptConnection {
  /** The living connection; all who ask at the same time wait for the same attempt. */
  client(): Promise<Client>;
  /** True while `client` is the one that lives. */
  isAlive(client: Client): boolean;
  /** Says that the connection is in use; call what comes back once it no longer is. */
  hold(): () => void;
  close(): void;
}

export function keepConnection(open: () => Promise<Client>, idleMs: number): KeptConnection {
  let current: Promise<Client> | undefined;
  let living: Client | undefined;
  let holders = 0;
  let idle: NodeJS.Timeout | undefined;

  const forget = (attempt: Promise<Client>) => {
    if (current !== attempt) return;
    current = undefined;
    living = undefined;
  };
  const start = (): Promise<Client> => {
    const attempt = open();
    attempt.then(
      (client) => {
        if (current !== attempt) return client.end(); // closed while it was being opened
        living = client;
        return client.once('close', () => forget(attempt));
      },
      () => forget(attempt),
    );
    return attempt;
  };
  const close = () => {
    clearTimeout(idle);
    const client = living;
    current = undefined;
    living = undefined;
    client?.end();
  };
  return {
    client() {
      current ??= start();
      return current;
    },
    isAlive: (client) => client === living,
    hold() {
      clearTimeout(idle);
      holders++;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holders--;
        if (holders === 0) idle = setTimeout(close, idleMs).unref();
      };
    },
    close,
  };
}
