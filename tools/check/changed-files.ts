/** What somebody has changed since they left the main line, as git knows it. */
import { runCommand } from "../run-command.ts";

const MAIN = ["main", "origin/main"];

/** Lines or paths; null: no repository, or none that has such a branch. */
async function git(...args: string[]): Promise<string[] | null> {
  const { code, output } = await runCommand("git", args, { quiet: true });
  return code === 0 ? output.split(/[\0\n]/u).filter((line) => line !== "") : null;
}

/**
 * Files that differ from where this branch left main, and those that are not committed, new ones included.
 * @returns paths from the root, with `/`; none where git knows of no main line and nothing is uncommitted
 */
export async function changedFiles(): Promise<string[]> {
  let base: string | undefined;
  for (const branch of MAIN) base ??= (await git("merge-base", branch, "HEAD"))?.[0];
  return [
    ...new Set([
      ...((await git("diff", "--name-only", "-z", base ?? "HEAD")) ?? []),
      ...((await git("ls-files", "-z", "--others", "--exclude-standard")) ?? []),
    ]),
  ];
}
