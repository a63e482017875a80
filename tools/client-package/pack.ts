/** The client library as a package of npm: `client/` and `protocol/` as ES modules with their types, and nothing that it depends on. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";
import { packageEnv, ROOT } from "../run-command.ts";

const run = promisify(execFile);

/** What is imported by name, and where it is made from. What a browser's first look does without stands apart (client/index.ts). */
const ENTRIES = {
  ".": "client/index.ts",
  "./drafts": "client/drafts.ts",
  "./outbox-store-file": "client/outbox-store-file.ts",
  "./protocol": "protocol/index.ts",
};
/** Packed within it, with their licences. */
const WITHIN = ["valibot", "ipaddr.js", "emojibase-data"];
const TYPES = "types";
const VALIBOT_TYPES = "valibot.d.ts";

/**
 * Makes `<folder>/place-client-<version>.tgz`. Asks no network.
 * @returns its path
 */
export async function packClient(folder: string): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "place-client-"));
  try {
    await Promise.all([bundle(made), declare(made), writeAbout(made)]);
    await mkdir(folder, { recursive: true });
    const asked = ["pack", made, "--pack-destination", folder, "--json", "--ignore-scripts"];
    const told = await run("npm", asked, { env: packageEnv() });
    const [{ filename }] = JSON.parse(told.stdout) as [{ filename: string }];
    return join(folder, filename);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

const nameOf = (entry: string) => (entry === "." ? "index" : entry.slice(2));

async function bundle(made: string): Promise<void> {
  const entryPoints = Object.entries(ENTRIES).map(([entry, file]) => ({ in: join(ROOT, file), out: nameOf(entry) }));
  await build({
    ...{ entryPoints, outdir: made, absWorkingDir: ROOT, logLevel: "error" },
    ...{ bundle: true, splitting: true, format: "esm", platform: "neutral", mainFields: ["module", "main"] },
    ...{ target: "es2022", external: ["node:*"], chunkNames: "chunks/[name]-[hash]", plugins: [withoutSockets] },
  });
}

/** Node before 22 has no WebSocket. */
const withoutSockets: Plugin = {
  name: "socket",
  setup: ({ onResolve }) => {
    onResolve({ filter: /[/]socket\.ts$/ }, ({ importer, resolveDir, path }) => {
      const isOurs =
        join(resolveDir, path) === join(ROOT, "client", "socket.ts") && !importer.includes("client-package");
      return isOurs ? { path: join(ROOT, "tools", "client-package", "socket.ts") } : undefined;
    });
  },
};

/** Declarations of all that the entries reach, beside each other as the sources are. */
async function declare(made: string): Promise<void> {
  const project = join(made, "..", `${made.split(sep).at(-1)}.json`);
  const types = join(made, TYPES);
  const compilerOptions = {
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, stripInternal: true },
    ...{ rootDir: ROOT, outDir: types, typeRoots: [join(ROOT, "node_modules", "@types")] },
  };
  const files = Object.values(ENTRIES).map((file) => join(ROOT, file));
  await writeFile(
    project,
    JSON.stringify({ extends: join(ROOT, "tsconfig.json"), compilerOptions, files, include: [] }),
  );
  try {
    await run("tsc", ["-p", project], { env: packageEnv() });
  } finally {
    await rm(project, { force: true });
  }
  await cp(join(ROOT, "node_modules", "valibot", "dist", "index.d.mts"), join(types, VALIBOT_TYPES));
  for (const file of await readdir(types, { recursive: true })) {
    if (!file.endsWith(".d.ts") || file === VALIBOT_TYPES) continue;
    const path = join(types, file);
    const valibot = relative(dirname(path), join(types, VALIBOT_TYPES))
      .replaceAll(sep, "/")
      .replace(/\.d\.ts$/u, ".js");
    const text = (await readFile(path, "utf8"))
      .replaceAll(/((?:from|import)\s*\(?")(\.[^"]+)\.ts"/gu, '$1$2.js"')
      .replaceAll('"valibot"', `"${valibot.startsWith(".") ? valibot : `./${valibot}`}"`);
    await writeFile(path, text);
  }
}

async function writeAbout(made: string): Promise<void> {
  const { version, license } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as Record<string, string>;
  const exports = Object.fromEntries(
    Object.entries(ENTRIES).map(([entry, file]) => [
      entry,
      { types: `./${TYPES}/${file.replace(/\.ts$/u, ".d.ts")}`, default: `./${nameOf(entry)}.js` },
    ]),
  );
  const manifest = {
    ...{ name: "place-client", version, private: false, license, type: "module" },
    description: "The client of PLACE, the chat of a class: live, ordered, and with an outbox that loses nothing.",
    ...{ engines: { node: ">=20" }, sideEffects: false, exports },
  };
  await writeFile(join(made, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(join(ROOT, "clients", "javascript", "README.md"), join(made, "README.md"));
  await cp(join(ROOT, "LICENSE"), join(made, "LICENSE"));
  const notices = await Promise.all(WITHIN.map(noticeOf));
  await writeFile(join(made, "THIRD-PARTY.md"), notices.join("\n\n"));
}

async function noticeOf(name: string): Promise<string> {
  const folder = join(ROOT, "node_modules", name);
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/iu.test(each));
  return `## ${name}\n\n${file === undefined ? "" : (await readFile(join(folder, file), "utf8")).trim()}\n`;
}
