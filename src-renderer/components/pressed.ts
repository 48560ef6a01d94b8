/** The second of two clicks was meant for what the first one did, which may have brought another button under the hand. */
export const pressed =
  (act: () => void) =>
  ({ detail }: { detail: number }): void => {
    if (detail < 2) act();
  };
