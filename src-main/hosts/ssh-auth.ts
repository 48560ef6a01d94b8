import { createHash } from 'node:crypto';
import ssh2, { type AnyAuthMethod, type AuthHandlerMiddleware, type ParsedKey, type Prompt } from 'ssh2';
import { ResaltError } from '../contract/failures.ts';
import type { SshTarget } from './host.ts';

/** Reads private keys, each once: opening an encrypted key costs a good part of a second of one core. */
export type KeyReader = (target: SshTarget) => ParsedKey | undefined;

export function keyReader(): KeyReader {
  const read = new Map<string, ParsedKey>();
  return (target) => {
    const { privateKey, passphrase } = target.auth;
    if (!privateKey) return undefined;
    const id = createHash('sha256')
      .update(privateKey)
      .update('\0')
      .update(passphrase ?? '')
      .digest('hex');
    const key = read.get(id) ?? parseKey(target, privateKey, passphrase);
    read.set(id, key);
    return key;
  };
}

function parseKey(target: SshTarget, bytes: Buffer, passphrase: string | undefined): ParsedKey {
  const parsed: ParsedKey | Error | ParsedKey[] = ssh2.utils.parseKey(bytes, passphrase);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key && !(key instanceof Error) && key.isPrivateKey()) return key;
  const why = passphrase ? 'wrong passphrase, or not a private key' : 'not a private key, or it needs a passphrase';
  throw new ResaltError('AUTH_REFUSED', `The key for ${target.user}@${target.host} can't be used: ${why}.`, 'never');
}

/**
 * Answers ssh2's question "what next?": one way in, no guesses, since every refused try costs a round trip and may
 * get the address banned. A second way only when the server took the first and asks for more, or never knew it.
 */
export function authHandler(target: SshTarget, key: ParsedKey | undefined): AuthHandlerMiddleware {
  const ways = waysIn(target, key);
  let last: AnyAuthMethod | undefined;
  return (methodsLeft, partialSuccess, next) => {
    const unknownThere = last !== undefined && methodsLeft !== null && !methodsLeft.includes(protocolName(last));
    const goOn = last === undefined || partialSuccess === true || unknownThere;
    const offered = (way: AnyAuthMethod) => !methodsLeft || methodsLeft.includes(protocolName(way));
    last = goOn ? ways.find(offered) : undefined;
    if (last) ways.splice(ways.indexOf(last), 1);
    // ssh2 takes false for "nothing left", which its types leave out.
    next(last ?? (false as unknown as AnyAuthMethod));
  };
}

const protocolName = (way: AnyAuthMethod) => (way.type === 'agent' ? 'publickey' : way.type);

function waysIn(target: SshTarget, key: ParsedKey | undefined): AnyAuthMethod[] {
  const { auth, user: username } = target;
  const ways: AnyAuthMethod[] = [];
  const { password } = auth;
  if (key) ways.push({ type: 'publickey', username, key });
  if (auth.agent) ways.push({ type: 'agent', username, agent: agentPath(target) });
  if (password !== undefined) {
    ways.push({ type: 'password', username, password });
    ways.push({ type: 'keyboard-interactive', username, prompt: answerPassword(password) });
  }
  if (ways.length === 0)
    throw new ResaltError(
      'AUTH_REFUSED',
      `No key, agent or password is stored for ${username}@${target.host}.`,
      'never',
    );
  return ways;
}

/** Answers one hidden prompt that asks for a password, once; anything else (a one-time code) stays unanswered. */
function answerPassword(password: string) {
  let used = false;
  return (_n: string, _i: string, _l: string, prompts: Prompt[], finish: (answers: string[]) => void) => {
    const asked = prompts.length === 1 && prompts[0]?.echo === false && /password/i.test(prompts[0].prompt);
    finish(asked && !used ? [password] : prompts.map(() => ''));
    used = true;
  };
}

function agentPath(target: SshTarget): string {
  const path = process.env.SSH_AUTH_SOCK ?? (process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : '');
  if (path) return path;
  const message = `${target.user}@${target.host} logs in by an SSH agent, but none runs here (SSH_AUTH_SOCK is not set).`;
  throw new ResaltError('AUTH_REFUSED', message, 'never');
}
