/** Values of options that begin with a dash, as one in 64 tokens does: Node's parser takes them for options and asks for `--token=…`. */

/** Options whose value is made by chance, so that it may begin with two dashes too. */
const SECRETS = new Set(["--token", "--secret"]);
/** Longer than an option of one letter, as `-y` is. */
const isDashed = (value: string) => /^-[^-]./u.test(value);

/** @param args of a command @returns the same, each such value in one word with its option */
export function joinDashedValues(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [arg = "", next] = [args[at], args[at + 1]];
    const takesNext =
      next?.startsWith("-") === true && (SECRETS.has(arg) || (/^--[^=]+$/u.test(arg) && isDashed(next)));
    joined.push(takesNext ? `${arg}=${next}` : arg);
    if (takesNext) at += 1;
  }
  return joined;
}
