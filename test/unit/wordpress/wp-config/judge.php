<?php
/**
 * PHP as the judge. Reads jobs as JSON from stdin: [{ "root": folder of wp-load.php, "server": {}, "env": {} }, …].
 * Runs each in a forked process of its own, because a constant can't be redefined, and prints a line per job:
 * [index, { constants: {name: base64}, prefix, warnings, output, reached }], what PHP has when wp-settings.php is loaded.
 * Forks are the price, so they do little: user constants stand behind PHP's own, and a child ends without cleaning up.
 */
error_reporting(E_ALL);
ini_set('display_errors', '0');
ini_set('log_errors', '0');
ini_set('short_open_tag', '0');
$jobs = json_decode(stream_get_contents(STDIN), true);
$GLOBALS['own'] = count(get_defined_constants());
$GLOBALS['report'] = ['constants' => [], 'prefix' => null, 'warnings' => [], 'output' => '', 'reached' => false];

function judge_settings(array $variables): void {
    $report = &$GLOBALS['report'];
    $report['reached'] = true;
    $report['prefix'] = isset($variables['table_prefix']) ? base64_encode((string) $variables['table_prefix']) : null;
    foreach (array_slice(get_defined_constants(), $GLOBALS['own']) as $name => $value) {
        // __halt_compiler() leaves its own offset under a name that begins so.
        if ($name[0] === "\0") continue;
        $report['constants'][base64_encode($name)] = base64_encode(is_scalar($value) ? gettype($value) . ':' . $value : serialize($value));
    }
}

function judge_job(array $job, int $index, $reports): void {
    foreach ($job['server'] ?? [] as $name => $value) $_SERVER[$name] = $value;
    foreach ($job['env'] ?? [] as $name => $value) putenv("$name=$value");
    set_error_handler(function (int $level, string $message): bool {
        $GLOBALS['report']['warnings'][] = substr($message, 0, 300);
        return true;
    });
    register_shutdown_function(function () use ($index, $reports): void {
        $last = error_get_last();
        if ($last !== null) $GLOBALS['report']['warnings'][] = 'FATAL ' . substr($last['message'], 0, 300);
        $GLOBALS['report']['output'] = base64_encode((string) ob_get_contents());
        fwrite($reports, json_encode([$index, $GLOBALS['report']]) . "\n");
        posix_kill(getmypid(), SIGKILL);
    });
    chdir($job['root']);
    ob_start();
}

$file = tempnam(sys_get_temp_dir(), 'judge-');
$reports = fopen($file, 'a');
$running = 0;
foreach ($jobs as $index => $job) {
    if (++$running > 4) pcntl_wait($status);
    if (pcntl_fork() === 0) {
        judge_job($job, $index, $reports);
        unset($jobs, $running, $status, $reports, $file, $index);
        require $job['root'] . '/wp-load.php';
        exit(0);
    }
}
while (pcntl_wait($status) > 0);
readfile($file);
unlink($file);
