import { addressOf } from '../../wordpress/session-activity.ts';
import { readJsonLine } from './access-json.ts';
import { fieldsOf } from './line-fields.ts';
import { accessTime, type Written } from './moments.ts';

/** A request as a log has it. Text is hostile: whoever asked chose it. */
export interface Request {
  time: Written;
  /** The name or address before the client's, where the log has one: "acme.test", of "acme.test:443". */
  host: string | null;
  ip: string | null;
  /** Of the web server's own password, not WordPress's. */
  user: string | null;
  method: string;
  /** Path and query, as asked. */
  target: string;
  status: number | null;
  agent: string | null;
}

/** Longer lines are cut: nothing that matters stands beyond. */
export const longestLine = 8192;

/**
 * A line of nginx's or Apache's access log, common or combined, with a host before it, with further fields behind it, or as JSON. null where
 * it is none. Never fails. A name with brackets, as one that asks for a password can send, does not forge a time.
 */
export function readAccessLine(whole: string): Request | null {
  const line = whole.slice(0, longestLine);
  if (/^\s*\{/.test(line)) return readJsonLine(line);
  const fields = fieldsOf(line);
  const asked = fields.findIndex(({ kind, text }) => kind === 'quoted' && requestLine.test(text));
  // A request that was none ("\x16\x03\x01") stands in quotes too, right behind the time.
  const at = asked >= 0 ? asked : fields.findIndex(({ kind }, index) => kind === 'quoted' && isTime(fields[index - 1]));
  const before = fields.slice(0, Math.max(0, at));
  const time = before.findLast(isTime);
  const read = time && accessTime(time.text);
  const request = fields[at];
  if (!read || !request) return null;
  const [, method = '', target = ''] = requestLine.exec(request.text) ?? ['', '', request.text];
  const after = fields.slice(at + 1);
  const quoted = after.filter(({ kind }) => kind === 'quoted');
  const code = after.find(({ kind }) => kind === 'word')?.text ?? '';
  return {
    ...{ time: read, ...whoIn(before.filter((one) => one !== time).map(({ text }) => text)) },
    ...{ method, target },
    status: /^[1-5]\d\d$/.test(code) ? Number(code) : null,
    agent: some(quoted[1]?.text ?? quoted[0]?.text, 500),
  };
}

const requestLine = /^([A-Z]{3,20}) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/;
const isTime = (field: { kind: string; text: string } | undefined): boolean =>
  field?.kind === 'bracketed' && accessTime(field.text) !== null;

/** Before the time: perhaps a host, the address, who the client says it is, who the password says it is. */
function whoIn(words: readonly string[]): Pick<Request, 'host' | 'ip' | 'user'> {
  const at = words.slice(0, 4).findIndex((word) => clientAddress(word) !== null);
  const [first = '', second = ''] = words;
  const named = at > 0 ? first : at < 0 && hostName.test(first) && hostName.test(second) ? first : '';
  return {
    host:
      named === ''
        ? null
        : named
            .replace(/:\d{1,5}$/, '')
            .toLowerCase()
            .slice(0, 255),
    ip: at < 0 ? null : clientAddress(words[at] ?? ''),
    user: some(words[Math.max(0, at) + 2], 200),
  };
}

const hostName = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+(:\d{1,5})?$/;

/** The address of a client: the first of a list, without a port and brackets. */
export function clientAddress(text: string): string | null {
  const [first = ''] = text.slice(0, 200).split(',');
  const bare = first.trim().replace(/^\[([^\]]+)\](?::\d{1,5})?$/, '$1');
  return addressOf(/^\d+(\.\d+){3}:\d{1,5}$/.test(bare) ? bare.slice(0, bare.indexOf(':')) : bare);
}

export const some = (text: string | null | undefined, most: number): string | null =>
  text === null || text === undefined || text === '' || text === '-' ? null : text.slice(0, most);
