/** Logins are told in whole seconds: "after" needs the next but one, for the way that a look takes. */
export async function untilNextSecond(iso: string): Promise<void> {
  const until = Math.ceil(Date.parse(iso) / 1000) * 1000 + 2000;
  while (Date.now() < until) await new Promise((resolve) => setTimeout(resolve, until - Date.now()));
}
