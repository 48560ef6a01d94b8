import { rightToLeftRuns, visible } from '../visible.ts';

/** Text that is HTML already. Only `html` makes it. */
interface Markup {
  markup: string;
}
type Part = string | number | Markup | readonly Markup[];

/** A template whose every value is escaped, but for what `html` itself made. */
export function html(fixed: TemplateStringsArray, ...parts: Part[]): Markup {
  const written = parts.map(write);
  return { markup: fixed.map((text, index) => `${text}${written[index] ?? ''}`).join('') };
}

function write(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeLetters = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? '');

/** For element content: what is written from right to left stands by itself, so that it turns nothing around it. */
function escaped(text: string): string {
  return escapeLetters(visible(text)).replace(rightToLeftRuns(), (run) => `<bdi>${run}</bdi>`);
}

/** For an attribute's value between quotation marks. */
export const attribute = (text: string): Markup => ({ markup: escapeLetters(visible(text)) });
export type { Markup };
