import { ResaltError } from '../../contract/failures.ts';

/** `text` as one word of a POSIX sh script, whatever it holds. A path with a NUL or a line break is refused. */
export function shellWord(text: string): string {
  if (/[\0\r\n]/.test(text))
    throw new ResaltError('INPUT_INVALID', 'A path holds a line break or a NUL byte.', 'never');
  return `'${text.replaceAll("'", "'\\''")}'`;
}
