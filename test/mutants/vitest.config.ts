/** The project's own tests over instrumented code. Read by session.ts alone. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Plugin } from "vite";
import type {} from "vitest/node";
import { defineConfig, type UserProjectConfigExport } from "vitest/config";
import base from "../../vitest.config.ts";

const root = resolve(import.meta.dirname, "../..");
const code = JSON.parse(readFileSync(process.env["MUTANTS_CODE"] ?? "", "utf8")) as Record<string, string>;

const codeOf = (id: string) => code[relative(root, id.replace(/\?.*$/u, ""))];

const instrumented: Plugin = {
  name: "place:mutants",
  enforce: "pre",
  load: codeOf,
  // Vitest keeps what it has transformed by what stands in the file. The numbers of its mutants are others as soon as a file before it
  // has more of them or fewer.
  configureVitest({ defineCacheKeyGenerator }) {
    defineCacheKeyGenerator(({ id }) =>
      createHash("sha256")
        .update(codeOf(id) ?? "")
        .digest("hex"),
    );
  },
};

export default defineConfig(() => {
  const { test } = base as { test: { projects: Record<string, unknown>[] } };
  const projects = test.projects.map((project) => {
    const own = project["test"] as { name: string; include: string[] };
    return {
      ...project,
      root,
      plugins: [instrumented, ...((project["plugins"] as Plugin[] | undefined) ?? [])],
      test: {
        ...own,
        root,
        runner: resolve(import.meta.dirname, "runner.ts"),
        hookTimeout: 6_000,
        ...(own.name === "node" && { pool: "threads" as const, include: [...own.include, ".mutants/*.test.ts"] }),
      },
    };
  }) as UserProjectConfigExport[];
  return { root, test: { projects, maxWorkers: 1, fileParallelism: false } };
});
