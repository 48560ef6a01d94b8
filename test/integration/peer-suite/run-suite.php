<?php
/**
 * Runs the peer's test classes in a folder: php run-suite.php FOLDER. As much of PHPUnit as they use; prints one JSON document,
 * { "Class::test with data": null or why it failed }.
 */
namespace WP_CLI\Tests {
    abstract class TestCase {
        public $expected = [null, ''];
        public static function set_up_before_class() {}
        public static function tear_down_after_class() {}
        public function expectException($class) { $this->expected[0] = $class; }
        public function expectExceptionMessage($text) { $this->expected[1] = $text; }
        public function assertTrue($is, $why = '') { $this->that($is === true, $why); }
        public function assertFalse($is, $why = '') { $this->that($is === false, $why); }
        public function assertEquals($want, $is, $why = '') { $this->that($want == $is, $why . self::both($want, $is)); }
        public function assertSame($want, $is, $why = '') { $this->that($want === $is, $why . self::both($want, $is)); }
        public function assertNotSame($bad, $is, $why = '') { $this->that($bad !== $is, $why); }
        public function assertStringContainsString($part, $text) { $this->that(str_contains($text, $part), "no $part"); }
        public function assertStringNotContainsString($part, $text) { $this->that(!str_contains($text, $part), $part); }
        private static function both($want, $is) { return ' wanted ' . substr(json_encode($want), 0, 80) . ', is ' . substr(json_encode($is), 0, 80); }
        private function that($holds, $why) { if (!$holds) throw new \AssertionError($why ?: 'it does not hold'); }
    }
}

namespace {
    require __DIR__ . '/shim.php';
    set_error_handler(fn($level, $text) => throw new \ErrorException($text), E_ALL & ~E_DEPRECATED);

    function attempt(object $case, ReflectionMethod $method, array $arguments): ?string {
        try {
            $method->invokeArgs($case, array_values($arguments));
            return $case->expected[0] === null ? null : 'nothing was thrown';
        } catch (Throwable $error) {
            [$class, $text] = $case->expected;
            $meant = $class !== null && $error instanceof $class && str_contains($error->getMessage(), $text);
            return $meant ? null : $error->getMessage();
        }
    }

    $results = [];
    foreach (glob($argv[1] . '/*Test.php') as $file) {
        require $file;
        $class = basename($file, '.php');
        $class::set_up_before_class();
        foreach ((new ReflectionClass($class))->getMethods() as $method) {
            if (!str_starts_with($method->name, 'test')) continue;
            $provider = preg_match('/@dataProvider (\w+)/', (string) $method->getDocComment(), $found) ? $found[1] : null;
            foreach ($provider ? $class::$provider() : ['' => []] as $set => $arguments) {
                $name = "$class::{$method->name}" . ($provider ? " with $set" : '');
                $results[$name] = attempt(new $class(), $method, $arguments);
            }
        }
        $class::tear_down_after_class();
    }
    echo json_encode($results, JSON_INVALID_UTF8_SUBSTITUTE);
}
