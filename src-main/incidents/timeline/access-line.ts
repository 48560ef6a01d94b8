import { addressOf } from '../../wordpress/session-activity.ts';
import { readJsonLine } from './access-json.ts';
import { type Field, fieldsOf } from './line-fields.ts';
import { accessTime, type Written } from './moments.ts';
import { loosePlaceOf, placeOf } from './request-place.ts';

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

/** What is looked at for the end of a name: as the filter on servers does. */
const longestBefore = 32_768;

/** Longer lines are cut: nothing that matters stands beyond. */
export const longestLine = 8192;

/**
 * A line of nginx's or Apache's access log, common or combined, with a host before it, with further fields behind it, or as JSON. null where
 * it is none. Never fails. What whoever asked filled in (a name with brackets, a referer that looks like a request) forges neither time nor request.
 */
export function readAccessLine(whole: string): Request | null {
  const line = whole.slice(0, longestLine);
  if (/^\s*\{/.test(line)) return readJsonLine(line);
  const place = placeOf(line) ?? loosePlaceOf(line);
  const read = place && accessTime(place.time);
  if (!read) return null;
  const [request, ...after] = fieldsOf(line.slice(place.quote));
  const asked = request?.text ?? '';
  const [, method = '', target = ''] = requestLine.exec(asked) ?? ['', '', asked];
  const quoted = after.filter(({ kind }) => kind === 'quoted');
  const code = after.find(({ kind }) => kind === 'word')?.text ?? '';
  return {
    ...{ time: read, ...whoIn(fieldsOf(place.before)) },
    ...{ method, target },
    status: /^[1-5]\d\d$/.test(code) ? Number(code) : null,
    agent: some(quoted[1]?.text ?? quoted[0]?.text, 500),
  };
}

/** A line that is longer than the reader takes, without the long name that stands before its time: else the name would hide the request. */
export function shortened(line: string, most: number): string {
  if (line.length <= most) return line;
  const place = /^\s*\{/.test(line) ? null : placeOf(line.slice(0, longestBefore));
  if (!place || place.quote <= most / 2) return line.slice(0, most);
  const [first = '', second = ''] = place.before.split(/[ \t]+/, 2);
  return `${first.slice(0, 200)} ${second.slice(0, 200)} ... [${place.time}] ${line.slice(place.quote)}`.slice(0, most);
}

/** A method is any word: servers hand over what they don't know. A target with a blank is taken to its end. */
const requestLine = /^([A-Za-z_-]{1,30}) (\S.*?)(?: HTTP\/\d(?:\.\d)?)?$/;
/** Before the time: perhaps a host, the address, who the client says it is, who the password says it is. */
function whoIn(fields: readonly Field[]): Pick<Request, 'host' | 'ip' | 'user'> {
  const words = fields.map(({ text }) => text);
  const at = words.slice(0, 4).findIndex((word) => clientAddress(word) !== null);
  const [first = '', second = ''] = words;
  // What stands in quotes the client sent: a host there would make it a request to another website.
  const before = at > 0 && fields[0]?.kind === 'word' && loneName.test(first) ? first : '';
  const named = at > 0 ? before : at < 0 && hostName.test(first) && hostName.test(second) ? first : '';
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

const loneName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(:\d{1,5})?$/;
const hostName = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+(:\d{1,5})?$/;

/** The address of a client: the first of a list, without a port and brackets. */
export function clientAddress(text: string): string | null {
  const [first = ''] = text.slice(0, 200).split(',');
  const bare = first.trim().replace(/^\[([^\]]+)\](?::\d{1,5})?$/, '$1');
  return addressOf(/^\d+(\.\d+){3}:\d{1,5}$/.test(bare) ? bare.slice(0, bare.indexOf(':')) : bare);
}

export const some = (text: string | null | undefined, most: number): string | null =>
  text === null || text === undefined || text === '' || text === '-' ? null : text.slice(0, most);
