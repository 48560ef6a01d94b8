<?php
/**
 * The peer's class with Resalt's editor behind it. Finding a value and putting another in its place is the editor's; adding is
 * done here, as the peer's tests need something to update; removing is nothing that Resalt does.
 */
class WPConfigTransformer {
    const ANCHOR_EOF = 'EOF';
    private static $bridge = null;
    private $path;

    public function __construct($path, $read_only = false) {
        $name = basename($path);
        if (!file_exists($path)) throw new Exception("$name does not exist.");
        // By its mode: root passes over it.
        if (!$read_only && !(fileperms($path) & 0222)) throw new Exception("$name is not writable.");
        $this->path = $path;
    }

    public function exists($type, $name) {
        return $this->find($type, $name) !== null;
    }

    public function get_value($type, $name) {
        return $this->find($type, $name);
    }

    public function add($type, $name, $value, array $options = []) {
        if (!is_string($value)) throw new Exception('Config value must be a string.');
        if ($this->exists($type, $name)) return false;
        $options += ['raw' => false, 'anchor' => "/* That's all, stop editing!", 'separator' => PHP_EOL, 'placement' => 'before'];
        $code = self::code($value, $options['raw']);
        $line = $type === 'constant' ? "define( '$name', $code );" : "\$$name = $code;";
        $source = $this->source();
        if ($options['anchor'] === self::ANCHOR_EOF) return $this->save($source, $source . $line);
        $at = strpos($source, $options['anchor']);
        if ($at === false) throw new Exception('Unable to locate placement anchor.');
        if ($options['placement'] === 'after') {
            $at += strlen($options['anchor']);
            $line = $options['separator'] . $line;
        } else {
            $line .= $options['separator'];
        }
        return $this->save($source, substr_replace($source, $line, $at, 0));
    }

    public function update($type, $name, $value, array $options = []) {
        if (!is_string($value)) throw new Exception('Config value must be a string.');
        if (!$this->exists($type, $name)) return ($options['add'] ?? true) ? $this->add($type, $name, $value, $options) : false;
        $source = $this->source();
        $code = self::code($value, $options['raw'] ?? false);
        return $this->save($source, self::ask('put', $source, $type, $name, $code));
    }

    public function remove($type, $name) {
        throw new Exception('Resalt removes nothing.');
    }

    private static function code($value, $raw) {
        if ($raw && trim($value) === '') throw new Exception('Raw value for empty string not supported.');
        return $raw ? $value : var_export($value, true);
    }

    private function source() {
        $source = file_get_contents($this->path);
        if (trim($source) === '') throw new Exception('Config file is empty.');
        return $source;
    }

    private function find($type, $name) {
        $source = $this->source();
        if (!in_array($type, ['constant', 'variable'], true)) throw new Exception("Config type '$type' does not exist.");
        return self::ask('find', $source, $type, $name);
    }

    private function save($before, $after) {
        if ($after === null || $after === $before) return false;
        file_put_contents($this->path, $after);
        return true;
    }

    private static function ask($op, $source, $type, $name, $code = '') {
        if (self::$bridge === null) {
            $process = proc_open(json_decode(getenv('RESALT_BRIDGE')), [['pipe', 'r'], ['pipe', 'w'], STDERR], $pipes);
            self::$bridge = [$process, $pipes];
        }
        [, $pipes] = self::$bridge;
        $request = ['op' => $op, 'file' => base64_encode($source), 'type' => $type, 'name' => $name, 'code' => base64_encode($code)];
        fwrite($pipes[0], json_encode($request) . "\n");
        $answer = json_decode(fgets($pipes[1]), true);
        if (isset($answer['error'])) throw new Exception($answer['error']);
        return $answer['value'] === null ? null : base64_decode($answer['value']);
    }
}
