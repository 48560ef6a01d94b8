<?php
/**
 * PHP as the judge. Reads jobs as JSON from stdin: [{ "root": folder of wp-load.php, "server": {}, "env": {} }, …].
 * Runs each in a forked process of its own, because a constant can't be redefined, and prints per job
 * { constants: {name: base64}, prefix, warnings, output, reached }: what PHP has when wp-settings.php is loaded.
 */
error_reporting(E_ALL);
ini_set('display_errors', '0');
ini_set('log_errors', '0');
ini_set('short_open_tag', '0');
$jobs = json_decode(stream_get_contents(STDIN), true);
$GLOBALS['report'] = ['constants' => [], 'prefix' => null, 'warnings' => [], 'output' => '', 'reached' => false];

function judge_settings(array $variables): void {
    $report = &$GLOBALS['report'];
    $report['reached'] = true;
    $report['prefix'] = isset($variables['table_prefix']) ? base64_encode((string) $variables['table_prefix']) : null;
    foreach (get_defined_constants(true)['user'] ?? [] as $name => $value) {
        $report['constants'][base64_encode($name)] = base64_encode(is_scalar($value) ? gettype($value) . ':' . $value : serialize($value));
    }
}

function judge_job(array $job, string $file): void {
    foreach ($job['server'] ?? [] as $name => $value) $_SERVER[$name] = $value;
    foreach ($job['env'] ?? [] as $name => $value) putenv("$name=$value");
    set_error_handler(function (int $level, string $message): bool {
        $GLOBALS['report']['warnings'][] = substr($message, 0, 300);
        return true;
    });
    register_shutdown_function(function () use ($file): void {
        $last = error_get_last();
        if ($last !== null) $GLOBALS['report']['warnings'][] = 'FATAL ' . substr($last['message'], 0, 300);
        $GLOBALS['report']['output'] = base64_encode((string) ob_get_contents());
        file_put_contents($file, json_encode($GLOBALS['report']));
        while (ob_get_level() > 0) ob_end_clean();
    });
    chdir($job['root']);
    ob_start();
}

$folder = sys_get_temp_dir() . '/judge-' . getmypid() . '-' . bin2hex(random_bytes(6));
mkdir($folder, 0700);
$running = [];
$results = [];
foreach ($jobs as $index => $job) {
    $child = pcntl_fork();
    if ($child === 0) {
        judge_job($job, "$folder/$index");
        unset($jobs, $results, $running, $child, $folder, $index);
        require $job['root'] . '/wp-load.php';
        exit(0);
    }
    $running[$child] = $index;
    while (count($running) >= 4 || ($running && $index === count($jobs) - 1)) {
        $ended = pcntl_wait($status);
        unset($running[$ended]);
        if ($index !== count($jobs) - 1 && count($running) < 4) break;
    }
}
foreach (array_keys($jobs) as $index) {
    $written = @file_get_contents("$folder/$index");
    $results[] = $written === false ? ['reached' => false, 'constants' => [], 'warnings' => ['no report'], 'output' => '', 'prefix' => null] : json_decode($written, true);
    @unlink("$folder/$index");
}
rmdir($folder);
echo json_encode($results);
