import type { Scalar, Value } from './world.ts';

/** PHP's idea of true; null where the value is not known. */
export function truthOf(value: Value): boolean | null {
  if (value.kind === 'known') return value.value !== '0' && Boolean(value.value);
  if (value.kind === 'array') return value.entries.size > 0;
  return value.kind === 'unknown' ? null : true;
}

/** As PHP turns a scalar into a string. */
export function phpString(value: Scalar): string {
  if (value === null || value === false) return '';
  return value === true ? '1' : String(value);
}

/** The string a known value is; null otherwise. */
export function stringOf(value: Value | undefined): string | null {
  return value?.kind === 'known' && value.value !== null ? phpString(value.value) : null;
}

/** `==` and `===` where both sides are known and PHP's rules are plain; null where they are not. */
export function compare(operator: string, left: Value, right: Value): boolean | null {
  if (left.kind !== 'known' || right.kind !== 'known') return null;
  const negated = operator.startsWith('!') || operator === '<>';
  const [a, b] = [left.value, right.value];
  if (operator === '===' || operator === '!==') return (a === b) !== negated;
  if (typeof a === 'boolean' || typeof b === 'boolean') return (truthOf(left) === truthOf(right)) !== negated;
  const numeric = /^\s*[+-]?[\d.]/;
  if (typeof a === 'string' && typeof b === 'string' && !(numeric.test(a) && numeric.test(b)))
    return (a === b) !== negated;
  return a === b ? !negated : null;
}
