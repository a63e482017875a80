/** The files of this repository by what they are, as git knows them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../run-command.ts";

export interface Source {
  /** From the root, with `/`. */
  path: string;
  text: string;
  lines: number;
}

/** What somebody writes by hand and a machine runs. Data (JSON), texts to read, migrations and lockfiles are none of it. */
const IS_CODE = /\.(?:ts|js|mjs|svelte|css|html)$/u;
const IS_GENERATED = /^(?:worker\/env\.d\.ts|worker\/handles\/look-alikes\.ts|client\/addresses\.ts)$/u;
const IS_TEST = /^test\//u;
const IS_ASIDE = /^(?:docs|migrations|findings)\//u;

export function sources(): { code: Source[]; tests: Source[] } {
  const paths = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  }).split("\0");
  const all = paths
    .filter((path) => IS_CODE.test(path) && !IS_GENERATED.test(path) && !IS_ASIDE.test(path))
    .flatMap((path): Source[] => {
      try {
        const text = readFileSync(join(ROOT, path), "utf8");
        return [{ path, text, lines: text.split("\n").length - 1 }];
      } catch {
        // Deleted, and not told to git yet.
        return [];
      }
    });
  return { code: all.filter(({ path }) => !IS_TEST.test(path)), tests: all.filter(({ path }) => IS_TEST.test(path)) };
}

export const linesOf = (files: Source[]): number => files.reduce((sum, { lines }) => sum + lines, 0);
