import type { DatabaseTarget, Statement } from './database.ts';
import { isDefaultSocket, type ShellCommand } from './mysql-client-script.ts';
import { shellQuote } from './shell-script.ts';
import { sessionSettings, sqlText } from './sql-text.ts';

/**
 * The last route: PHP's mysqli, which a WordPress server has. Everything comes as JSON on stdin; cells go back as hexadecimal.
 * Runs on PHP 5.4 and later. Speaks of errors as the `mysql` client does, by number.
 */
const CODE = `
$in = json_decode(stream_get_contents(STDIN), true);
function fail($number) { fwrite(STDERR, "ERROR " . (int)$number . "\\n"); exit(1); }
if (!function_exists("mysqli_init") || !is_array($in)) { exit(3); }
mysqli_report(MYSQLI_REPORT_OFF);
$db = mysqli_init();
$db->options(MYSQLI_OPT_CONNECT_TIMEOUT, 10);
$db->options(MYSQLI_OPT_LOCAL_INFILE, 0);
$text = array_map("base64_decode", $in["text"]);
if (!@$db->real_connect($text["host"], $text["user"], $text["password"], $text["database"], $in["port"], $text["socket"] === "" ? null : $text["socket"])) fail(mysqli_connect_errno());
$ok = $db->multi_query($text["sql"]);
for ($n = 0; ; $n++) {
  if (!$ok) fail($db->errno);
  $rows = $db->use_result();
  $changed = $db->affected_rows;
  if ($rows) {
    while ($row = $rows->fetch_row()) {
      foreach ($row as $i => $cell) $row[$i] = $cell === null ? "NULL" : bin2hex($cell);
      echo implode("\\t", $row), "\\n";
    }
    if ($db->errno) fail($db->errno);
    $rows->free();
    $changed = -1;
  } elseif ($db->errno) fail($db->errno);
  if ($n > 0) echo "=\\t", $changed, "\\n";
  if (!$db->more_results()) break;
  $ok = $db->next_result();
}
`;

export function phpCommand(php: string, target: DatabaseTarget, statements: readonly Statement[]): ShellCommand {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const host = 'socketPath' in target || isDefaultSocket(target) ? 'localhost' : target.host;
  const text = {
    host: base64(host),
    socket: base64('socketPath' in target ? target.socketPath : ''),
    user: base64(target.user),
    password: base64(target.password),
    database: base64(target.database),
    sql: base64([sessionSettings(target.charset), ...statements.map(sqlText)].join(';')),
  };
  const port = 'socketPath' in target ? 0 : (target.port ?? 3306);
  return {
    script: `exec ${shellQuote(php)} -d display_errors=0 -d log_errors=0 -d html_errors=0 -r ${shellQuote(CODE)}`,
    stdin: Buffer.from(JSON.stringify({ port, text })),
  };
}
