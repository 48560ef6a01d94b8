/** A row that can't be taken: the reason names the column and never holds a cell's text. */
export class RowRefused extends Error {}

export const refuse = (reason: string): never => {
  throw new RowRefused(reason);
};
