import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmlessPhp } from '../../../../src-main/wordpress/files/harmless-php.ts';
import { cpuTimer } from '../../cpu-time.ts';

describe('harmless PHP', () => {
  it.each([
    ['<?php\n// Silence is golden.\n', 'no code'],
    ['<?php # Silence is golden', 'no code'],
    ['<?php /* nothing */ ?>\n', 'no code'],
    ['\xEF\xBB\xBF<?php\r\n/**\r\n * Silence */\r\n', 'no code'],
    ['', 'no code'],
    ['plain text', 'no code'],
    [
      "<?php\nreturn ['domain'=>NULL,'plural-forms'=>'nplurals=2; plural=n != 1;','messages'=>['Hi'=>'Hoi' . \"\\0\" . 'Hois',]];",
      'literal',
    ],
    ["<?php return array('it\\'s' => \"a\", 3 => -1.5, 'x' => array(), [true, FALSE]); ?>", 'literal'],
    ['<?php return 1;', 'literal'],
    ['<?php exit; ?>{"data":"<?php system($_GET[0]);"}', 'ends at once'],
    ['<?php die();', 'ends at once'],
    ["<?php exit('no'); whatever();", 'ends at once'],
    ['<?php __halt_compiler();\0\0', 'ends at once'],
  ])('%j is %s', (text, as) => expect(harmlessPhp(text)).toBe(as));

  it.each([
    '<?php system($_GET[0]);',
    '<?= `id` ?>',
    '<? eval($x);',
    'GIF89a<?php eval($_POST[1]);',
    '<?php // Silence ?><?php evil();',
    '<?php // Silence\reval($_POST[1]);',
    '<?php # quiet ?> <?= f() ?>',
    '<?php #[Attribute] function a() {}',
    "<?php /* ' */ f(); /* ' */",
    "<?php return ['a' => 'b', f()];",
    '<?php return [\'a\' => "{$_GET[0]}"];',
    "<?php return ['a' => <<<X\n{$f()}\nX];",
    "<?php return ['a' . f()];",
    "<?php return ['a'](f());",
    "<?php return ['a']; f();",
    '<?php return [new X];',
    '<?php return [SOME_CONSTANT];',
    '<?php return [true()];',
    '<?php return `id`;',
    "<?php return ['a' => 'b'",
    '<?php exit(f());',
    '<?php exit . f();',
    '<?php exiting(); f();',
    '<?php return [1; f()];',
    "<?php return ['\\', f(), ''];",
    '<?php declare(ticks=1); f();',
    '<?php /* open',
    '<script language="php">evil();</script>',
  ])('%j may do something', (text) => expect(harmlessPhp(text)).toBeNull());

  // PHP itself is the judge: nothing that is called harmless prints, calls or writes.
  it('whatever is called literal or without code does nothing in PHP, however it is put together', () => {
    const pieces = [
      "'",
      '"',
      '\\',
      '//',
      '#',
      '/*',
      '*/',
      '?>',
      '<?php ',
      '\n',
      '[',
      ']',
      '=>',
      ',',
      '.',
      ';',
      'return ',
      'f()',
      '$x',
      '1',
      '(',
      ')',
      '<<<A',
      '`',
      "'a'",
      '"b"',
      '{',
      '}',
      '\r',
      'exit',
      'null',
    ];
    const texts = fc.sample(
      fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((all) => `<?php ${all.join('')}`),
      { numRuns: 20_000, seed: 7 },
    );
    const harmless = texts.filter((text) => harmlessPhp(text) !== null);
    expect(harmless.length).toBeGreaterThan(100);
    const script = `function f() { $GLOBALS['called'] = true; return 1; }
      $all = json_decode(stream_get_contents(STDIN)); $bad = [];
      foreach ($all as $text) {
        if (preg_match('/^<\\?php\\s*(?:\\S*\\s)*?(?:exit|die|__halt)/i', $text)) continue;
        $called = false; ob_start();
        try { eval('?>' . $text); } catch (ParseError $e) {} catch (Error $e) { $bad[] = $text . ' ' . $e->getMessage(); }
        ob_end_clean(); if ($called) $bad[] = $text;
      }
      echo json_encode($bad);`;
    const said = execFileSync('php', ['-d', 'display_errors=0', '-r', script], { input: JSON.stringify(harmless) });
    expect(JSON.parse(said.toString('utf8'))).toEqual([]);
  }, 30_000);

  it('takes no longer with a large file', () => {
    const large = `<?php return [${"'word' => 'woord', ".repeat(60_000)}];`;
    const spent = cpuTimer();
    expect(harmlessPhp(large)).toBe('literal');
    expect(harmlessPhp(`<?php ${'/*'.repeat(300_000)}`)).toBeNull();
    expect(harmlessPhp(`<?php return ${'['.repeat(300_000)}`)).toBeNull();
    expect(harmlessPhp(`<?php return '${'\\\\'.repeat(500_000)}`)).toBeNull();
    expect(spent()).toBeLessThan(5000);
  });
});
