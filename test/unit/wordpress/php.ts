import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where Debian's package puts WordPress; its own functions judge ours. */
export const wordpressIncludes = '/usr/share/wordpress/wp-includes';
export const hasWordpress = existsSync(`${wordpressIncludes}/pluggable.php`);

/** Runs PHP code with `input` as `$input` (byte strings travel as latin1 in JSON) and gives back what it returns. */
export function php<T>(code: string, input: unknown): T {
  const program = `
    function down($v) { return is_array($v) ? array_combine(array_map('down', array_keys($v)), array_map('down', $v))
      : (is_string($v) ? utf8_decode($v) : $v); }
    function up($v) { return is_array($v) ? array_combine(array_map('up', array_keys($v)), array_map('up', $v))
      : (is_string($v) ? utf8_encode($v) : $v); }
    error_reporting(E_ALL & ~E_DEPRECATED);
    ini_set('display_errors', 'stderr');
    $input = down(json_decode(stream_get_contents(STDIN), true));
    $result = (function ($input) { ${code} })($input);
    echo json_encode(up($result), JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION);`;
  const run = spawnSync('php', ['-n', '-d', 'extension=tokenizer', '-r', program], {
    input: JSON.stringify(input),
    maxBuffer: 256 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`php: ${run.stderr.toString()}${run.stdout.toString().slice(0, 2000)}`);
  return JSON.parse(run.stdout.toString()) as T;
}
