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
    ...lines.flatMap((line) => [...handler(line, inUploads), ...phpValue(line), ...phpByEnvironment(line)]),
    ...scripts(lines, inUploads),
    ...lines.flatMap((line, at) => redirect(line, conditionsBefore(lines, at), hosts)),
    ...lines
      .filter(({ files }) => files !== null && knownShells.test(files))
      .slice(0, 1)
      .map(letsShells),
  ];
}

/** As Apache reads them (ap_cfg_getline, ap_getword_conf of 2.4): a backslash right at the end joins, in comments too; words stand in either kind of quotes. */
function linesOf(text: string): Line[] {
  const sections: (string | null)[] = [];
  let parts: string[] = [];
  return text.split('\n').flatMap((raw, at, all) => {
    const part = raw.replace(/\r$/, '');
    parts.push(part.endsWith('\\') ? part.slice(0, -1) : part);
    if (part.endsWith('\\') && at + 1 < all.length) return [];
    const whole = parts.join('').trim();
    parts = [];
    if (whole === '' || whole.startsWith('#')) return [];
    const words = (whole.match(/"(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\]|\\[\s\S])*'?|\S+/g) ?? []).map(unquoted);
    const opens = sectionOf(whole);
    if (opens) sections.push(opens.names ?? sections.at(-1) ?? null);
    else if (whole.startsWith('</')) sections.pop();
    return [{ words, line: at + 1, files: sections.at(-1) ?? null }];
  });
}

/** `names`: the pattern of a section that means files. Taken apart by hand: a line may be half a megabyte of blanks. */
function sectionOf(whole: string): { names: string | null } | null {
  const kind = /^<(\w+)(?=[\s>])/.exec(whole)?.[1];
  if (kind === undefined || !whole.endsWith('>')) return null;
  const pattern = whole
    .slice(kind.length + 1, -1)
    .trim()
    .replace(/^~\s/, '')
    .trim();
  return { names: /^(?:files|filesmatch|if|elseif)$/i.test(kind) ? unquoted(pattern) : null };
}

const unquoted = (word: string): string => word.replace(/^(["'])([\s\S]*?)\1?$/, '$2');

/** Endings that are PHP anyway, as hosts set them. */
const phpEnding = /^\.?(php[0-9.]*|phtml|phps?|php-s|fcgi)$/i;
/** Endings that old sites have as PHP: no other check looks into such files. */
const pageEnding = /^\.?(inc|shtml?|html?)$/i;
const runsPhp = /^(?!text\/).*php|proxy:(unix|fcgi)|lsapi|hhvm|fcgid-script/i;

function handler(
  { words: [directive = '', kind = '', ...endings], line, files }: Line,
  inUploads: boolean,
): OddSetting[] {
  const name = directive.toLowerCase();
  const says = (sure: OddSetting['sure'], which: string): OddSetting[] => [
    { harm: 'takeover', sure, what: `It runs files as PHP that are none by name: ${which.slice(0, 100)}`, line },
  ];
  if (!['addhandler', 'addtype', 'sethandler'].includes(name) || !runsPhp.test(kind)) return [];
  if (name === 'sethandler') return inUploads || !namesPhpOnly(files) ? says('likely', files ?? 'every file') : [];
  const others = endings.filter((ending) => !phpEnding.test(ending));
  if (others.length === 0) return inUploads ? says('likely', endings.join(', ')) : [];
  return says(inUploads || others.some((one) => !pageEnding.test(one)) ? 'likely' : 'unlikely', others.join(', '));
}

/** Endings of what is shown or kept, but never run. */
const shown =
  /(?:^|[^a-z])(jpe?g|png|gif|ico|svg|webp|avif|bmp|tiff?|txt|te?xt|css|m?js|json|xml|pdf|docx?|zip|gz|log|bak|tmp|dat|woff2?|ttf|md|csv|mp[34])(?![a-z])/i;

/** Whether a pattern of <Files>, <FilesMatch> or <If> means names that are PHP anyway: "\.ph(p[3-7]?|tml)$", "*.php", "index.php". */
function namesPhpOnly(pattern: string | null): boolean {
  if (pattern === null || pattern.length > 300 || shown.test(pattern)) return false;
  if (!/[.(|]\s*ph|php[0-9?]*\$$/i.test(pattern)) return false;
  if (!isQuick(pattern)) return false;
  try {
    return !new RegExp(pattern.replace(/^\(\?i\)/, ''), 'i').test('a.qq');
  } catch {
    return true; // a pattern of wildcards, or an expression
  }
}

/** A stranger wrote the pattern: groups that repeat, or many choices, could keep a regular expression busy for ever. */
const isQuick = (pattern: string): boolean =>
  !/\)[*+{]/.test(pattern) &&
  (pattern.match(/\((?!\?)|\(\?:/g) ?? []).length <= 3 &&
  (pattern.match(/\|/g) ?? []).length <= 30 &&
  (pattern.match(/[*+{]|[^(]\?/g) ?? []).length <= 6;

/** Programs of other languages: malware brings shells in Perl. With "-ExecCGI" the same line forbids them, which is advised for uploads. */
function scripts(lines: readonly Line[], inUploads: boolean): OddSetting[] {
  const options = lines
    .filter(({ words: [name = ''] }) => /^options$/i.test(name))
    .flatMap(({ words }) => words.slice(1));
  if (options.some((one) => /^-ExecCGI$/i.test(one))) return [];
  const allowed = options.some((one) => /^\+?ExecCGI$/i.test(one));
  return lines.flatMap(({ words: [directive = '', kind = '', ...endings], line }): OddSetting[] => {
    if (
      !/^(?:addhandler|addtype|sethandler)$/i.test(directive) ||
      !/^(?:cgi-script|application\/x-httpd-cgi)$/i.test(kind)
    )
      return [];
    const usual = endings.length > 0 && endings.every((one) => /^\.?(?:cgi|f?pl|py|rb|fcgi)$/i.test(one));
    if (usual && !allowed && !inUploads) return [];
    const sure = allowed && (inUploads || !usual) ? 'likely' : 'possible';
    const what = `It runs files as programs: ${(endings.join(', ') || 'every file').slice(0, 100)}`;
    return [{ harm: 'takeover', sure, what, line }];
  });
}

/** PHP-FPM takes settings from the request's environment, which .htaccess may set. */
const phpByEnvironment = ({ words: [directive = '', ...rest], line }: Line): OddSetting[] =>
  /^(?:setenv|setenvif|setenvifnocase|rewriterule)$/i.test(directive) &&
  rest.some((word) => /(?:^|[[,=:])(?:E=)?!?PHP_(?:ADMIN_)?VALUE\b/i.test(word))
    ? [
        {
          ...{
            harm: 'takeover',
            sure: /prepend|append|include|extension/i.test(rest.join(' ')) ? 'likely' : 'possible',
          },
          ...{ what: 'It gives PHP other settings with every request (PHP_VALUE)', line },
        },
      ]
    : [];

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

/** php.ini and .user.ini. To PHP a carriage return alone ends a line as well. */
export function oddInPhpIni(text: string): OddSetting[] {
  return text.split(/\r\n?|\n/).flatMap((raw, at) => {
    const [, name = '', value = ''] = /^([\w.]+)\s*=([\s\S]*)$/.exec((raw.split(';')[0] ?? '').trim()) ?? [];
    return name ? oddPhpSetting(name, value.trim().replace(/^(["'])([\s\S]*)\1$/, '$2'), at + 1) : [];
  });
}
