import { describe, expect, it } from 'vitest';
import {
  cookieHeader,
  cookieNames,
  mintCookie,
  newToken,
  verifierOf,
} from '../../../src-main/wordpress/auth-cookie.ts';
import { hasWordpress, php, wordpressIncludes } from './php.ts';

const salts = { auth: 'a\xff'.repeat(70), secure_auth: 'b'.repeat(128), logged_in: 'c', nonce: 'd' };
const request = {
  scheme: 'auth',
  login: 'jörg|o',
  passwordHash: '$P$BabcdefghijKLMNopqrstuvwxyz0123',
  expiration: 1_900_000_000,
  token: 'x'.repeat(43),
  salts,
  version: '6.1.9',
} as const;

/** The cookie as the given lines of PHP make it. */
const inPhp = (fragment: string, r: Omit<typeof request, 'passwordHash' | 'version'> & { passwordHash: string }) =>
  php<string>(
    `$key = hash_hmac('md5', $input['login'] . '|' . ${fragment} . '|' . $input['expiration'] . '|' . $input['token'], $input['salt']);
     $mac = hash_hmac('sha256', $input['login'] . '|' . $input['expiration'] . '|' . $input['token'], $key);
     return implode('|', [$input['login'], $input['expiration'], $input['token'], $mac]);`,
    { ...r, login: Buffer.from(r.login, 'utf8').toString('latin1'), salt: r.salts[r.scheme] },
  );
const text = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8');

describe('mintCookie', () => {
  it('uses characters 8 to 11 of the hash before 6.8', () => {
    expect(mintCookie(request)).toBe(text(inPhp("substr($input['passwordHash'], 8, 4)", request)));
  });

  it('uses the last four from 6.8 on, except for phpass and vanilla bcrypt', () => {
    const wp = { ...request, passwordHash: '$wp$2y$10$abcdefghijklmnopqrstuv', version: '6.8' };
    expect(mintCookie(wp)).toBe(text(inPhp("substr($input['passwordHash'], -4)", wp)));
    const old = { ...request, version: '7.1' };
    expect(mintCookie(old)).toBe(mintCookie(request));
  });

  it('makes none where the salt is not known', () => {
    expect(mintCookie({ ...request, salts: { ...salts, auth: null } })).toBeNull();
  });

  it.skipIf(!hasWordpress)('is the cookie that wp_generate_auth_cookie() makes', () => {
    const cookie = php<string>(
      `$source = file_get_contents('${wordpressIncludes}/pluggable.php');
       preg_match('/function wp_generate_auth_cookie\\(.*?\\n\\t}/s', $source, $make);
       preg_match('/function wp_hash\\(.*?\\n\\t}/s', $source, $hash);
       eval($make[0] . $hash[0] . 'function wp_salt($s) { return $GLOBALS["in"]["salts"][$s]; }
         function apply_filters($h, $v) { return $v; }
         function get_userdata($id) { return (object) ["user_login" => $GLOBALS["in"]["login"], "user_pass" => $GLOBALS["in"]["passwordHash"]]; }');
       $GLOBALS['in'] = $input;
       return wp_generate_auth_cookie(1, $input['expiration'], 'auth', $input['token']);`,
      { ...request, login: Buffer.from(request.login, 'utf8').toString('latin1') },
    );
    expect(mintCookie(request)).toBe(text(cookie));
  });
});

describe('the parts around it', () => {
  it('names cookies by the md5 of siteurl as stored, unless a constant says otherwise', () => {
    expect(cookieNames('http://example.com').auth).toBe('wordpress_a9b9f04336ce0181a08e774e01113b31');
    expect(cookieNames('x', { COOKIEHASH: 'h' })).toEqual({
      auth: 'wordpress_h',
      secure_auth: 'wordpress_sec_h',
      logged_in: 'wordpress_logged_in_h',
    });
    expect(cookieNames('x', { LOGGED_IN_COOKIE: 'me' }).logged_in).toBe('me');
  });

  it('makes tokens as WordPress does and hashes them into verifiers', () => {
    expect(newToken()).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(newToken()).not.toBe(newToken());
    expect(verifierOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('encodes a cookie as a browser sends it', () => {
    expect(cookieHeader('n', 'a|b ü')).toBe('n=a%7Cb%20%C3%BC');
  });
});
