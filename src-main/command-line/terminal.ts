import { printable, printableJson } from './printable.ts';

/** Select Graphic Rendition codes: on, off. */
const sgr = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  dim: [2, 22],
  bold: [1, 22],
} as const;
export type Style = keyof typeof sgr;

/** Where text goes; the parts of a Node stream that are used. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** The surroundings of one command: what a shell gives it. Tests bring their own. */
export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  out: Output;
  err: Output;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Calls back at Ctrl-C until told to stop. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  leave(code: number): void;
}

/** Whether there is a person to ask: answers come in and questions go out on a terminal. */
export const isInteractive = (terminal: Terminal): boolean =>
  terminal.input.isTTY === true && terminal.err.isTTY === true;

/** Colour only on a terminal, and never against NO_COLOR (https://no-color.org). */
export function styled(terminal: Terminal, output: Output, text: string, style: Style | null): string {
  const plain = style === null || output.isTTY !== true || (terminal.env.NO_COLOR ?? '') !== '';
  if (plain) return text;
  const [on, off] = sgr[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** A line for people who wait or must decide: standard error, so that results can be piped. */
export function note(terminal: Terminal, text: string, style: Style | null = null): void {
  terminal.err.write(`${styled(terminal, terminal.err, printable(text), style)}\n`);
}

/** A line of the result. */
export function say(terminal: Terminal, text: string, style: Style | null = null): void {
  terminal.out.write(`${styled(terminal, terminal.out, printable(text), style)}\n`);
}

/** The one document that --json puts on standard output. */
export function answer(terminal: Terminal, document: unknown): void {
  terminal.out.write(`${printableJson(document)}\n`);
}
