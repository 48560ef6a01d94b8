/** What was typed one a line, each once; an empty line is none. A comma parts them like a new line, unless `comma` is false. */
export const linesIn = (text: string, comma = true): string[] => [
  ...new Set(
    text
      .split(comma ? /[\n,]+/ : /\n+/)
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

/** What was typed one after the other, as addresses: apart by spaces, commas or lines, each once. */
export const wordsIn = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
