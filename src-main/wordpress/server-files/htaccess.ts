/** Something in a file of settings of the web server, or of PHP, that opens a door. */
export interface OddSetting {
  /** `damage`: visitors are led away; `takeover`: code runs; `foothold`: a guard is off. */
  harm: 'takeover' | 'damage' | 'foothold';
  sure: 'certain' | 'likely' | 'possible' | 'unlikely';
  /** A sentence, with at most a name of the file's own. */
  what: string;
  line: number;
}

interface Line {
  words: string[];
  line: number;
  /** The pattern of the innermost <Files>, <FilesMatch>; null outside of any. */
  files: string | null;
}

/** Reads an .htaccess by its lines. `hosts`: the site's own, without "www.". `inUploads`: no PHP belongs beside it. */
export function oddInHtaccess(text: string, hosts: ReadonlySet<string>, inUploads: boolean): OddSetting[] {
  const lines = linesOf(text);
  return [
    ...lines.flatMap((line) => [...handler(line, inUploads), ...phpValue(line)]),
    ...lines.flatMap((line, at) => redirect(line, conditionsBefore(lines, at), hosts)),
    ...lines
      .filter(({ files }) => files !== null && knownShells.test(files))
      .slice(0, 1)
      .map(letsShells),
  ];
}

function linesOf(text: string): Line[] {
  const sections: (string | null)[] = [];
  let number = 0;
  let joined = '';
  return text.split('\n').flatMap((raw) => {
    number += 1;
    const whole = `${joined}${raw}`.trim();
    joined = whole.endsWith('\\') && joined.length < 10_000 ? `${whole.slice(0, -1)} ` : '';
    if (joined || whole === '' || whole.startsWith('#')) return [];
    const words = (whole.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/s, '$1'));
    const opens = /^<(\w+)\s+(?:~\s+)?"?(.*?)"?\s*>$/.exec(whole);
    if (opens) sections.push(/^files/i.test(opens[1] ?? '') ? (opens[2] ?? '') : (sections.at(-1) ?? null));
    else if (whole.startsWith('</')) sections.pop();
    return [{ words, line: number, files: sections.at(-1) ?? null }];
  });
}

/** Endings that are PHP anyway, as hosts set them. */
const phpEnding = /^\.?(php[0-9.]*|phtml|phps?|php-s|inc|shtml|htm|html)$/i;
const runsPhp = /x-httpd-.*php|php[\d.]*-(fcgi|script|cgi|fpm)|proxy:(unix|fcgi).*(php|fpm)|lsphp|^php\d*$/i;

function handler(
  { words: [directive = '', kind = '', ...endings], line, files }: Line,
  inUploads: boolean,
): OddSetting[] {
  const name = directive.toLowerCase();
  if (!['addhandler', 'addtype', 'sethandler'].includes(name) || !runsPhp.test(kind)) return [];
  const others = endings.filter((ending) => !phpEnding.test(ending));
  const matched = files !== null && !/ph/i.test(files);
  if (name === 'sethandler' ? !(inUploads || matched) : others.length === 0 && !inUploads) return [];
  const of = name === 'sethandler' ? (files ?? 'every file') : (others.length > 0 ? others : endings).join(', ');
  return [
    { harm: 'takeover', sure: 'likely', what: `It runs files as PHP that are none by name: ${of.slice(0, 100)}`, line },
  ];
}

function phpValue({ words: [directive = '', name = '', value = ''], line }: Line): OddSetting[] {
  return /^php_(admin_)?(value|flag)$/i.test(directive) ? oddPhpSetting(name, value, line) : [];
}

/** One setting of PHP, wherever it stands. */
export function oddPhpSetting(name: string, value: string, line: number): OddSetting[] {
  const setting = name.toLowerCase();
  const on = /^(1|on|true|yes)$/i.test(value);
  if (setting === 'auto_prepend_file' || setting === 'auto_append_file') {
    if (value === '' || /^none$/i.test(value)) return [];
    const firewall =
      /(^|\/)(wordfence-waf|aios-bootstrap|malcare-waf|bv-prepend|ithemes-security-waf|sg-prepend)\.php$/i.test(value);
    const what = `It has a file run ${setting === 'auto_prepend_file' ? 'before' : 'after'} every page: ${value.split('/').pop()?.slice(0, 100)}`;
    return [{ harm: 'takeover', sure: firewall ? 'unlikely' : 'likely', what, line }];
  }
  if (setting === 'allow_url_include' && on)
    return [{ harm: 'takeover', sure: 'possible', what: 'It lets PHP include code from other servers', line }];
  if (setting === 'disable_functions' && value === '')
    return [
      { harm: 'foothold', sure: 'possible', what: 'It allows every function of PHP that the host had forbidden', line },
    ];
  if ((setting === 'extension' || setting === 'zend_extension') && value.includes('/'))
    return [{ harm: 'takeover', sure: 'likely', what: 'It loads an extension of PHP from a folder', line }];
  return [];
}

/** The RewriteCond lines right above. */
function conditionsBefore(lines: readonly Line[], at: number): string {
  const conditions: string[] = [];
  for (let before = at - 1; before >= 0 && /^rewritecond$/i.test(lines[before]?.words[0] ?? ''); before -= 1)
    conditions.push(lines[before]?.words.join(' ') ?? '');
  return conditions.join(' ');
}

const byVisitor = /%\{HTTP[_:](USER[_-]AGENT|REFERER|COOKIE)\}/i;
const searchers = /google|bing|yahoo|yandex|baidu|duckduck|facebook|twitter|\baol\b|msn/i;

/** Only some visitors are led to another host: whoever comes from a search engine, so that the owner does not see it. */
function redirect(
  { words: [directive = '', , target = ''], line }: Line,
  conditions: string,
  hosts: ReadonlySet<string>,
): OddSetting[] {
  if (!/^rewriterule$/i.test(directive)) return [];
  if (/\/(uploads|cache|languages)\/.*\.ph(p|tml)/i.test(target))
    return [
      { harm: 'takeover', sure: 'likely', what: 'It leads requests to PHP among uploads, caches or languages', line },
    ];
  const [, host] = /^(?:https?:)?\/\/([^/:%$]+)/i.exec(target) ?? [];
  if (!host || !byVisitor.test(conditions)) return [];
  const name = host.toLowerCase().replace(/^www\./, '');
  if ([...hosts].some((own) => name === own || name.endsWith(`.${own}`) || own.endsWith(`.${name}`))) return [];
  const sure = searchers.test(conditions) ? 'certain' : 'likely';
  return [
    {
      harm: 'damage',
      sure,
      what: `It leads some visitors to ${name.slice(0, 100)}, by where they come from or what they use`,
      line,
    },
  ];
}

/** Names that one widespread malware lets through while it locks all other PHP (believed). */
const knownShells = /lock360\.php|radio\.php\|.*content\.php/i;
const letsShells = ({ line }: Line): OddSetting => ({
  ...{ harm: 'takeover', sure: 'likely', what: 'It locks PHP files but for those of a widespread malware', line },
});

/** php.ini and .user.ini. */
export function oddInPhpIni(text: string): OddSetting[] {
  return text.split('\n').flatMap((raw, at) => {
    const [, name = '', value = ''] = /^\s*([\w.]+)\s*=\s*(.*?)\s*$/.exec(raw.replace(/;.*$/, '')) ?? [];
    return name ? oddPhpSetting(name, value.replace(/^(["'])(.*)\1$/, '$2'), at + 1) : [];
  });
}
