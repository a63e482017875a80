/** Runs what somebody pastes into a terminal, in a shell. A machine without curl gets the part of it that such a line uses. */
import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** `curl <address> -H <header>… -d <body>`: the shell has taken the quotes off, and anything else is an error. */
const CURL = `#!${process.execPath}
const [, , address, ...rest] = process.argv;
const headers = {};
let body;
for (let i = 0; i < rest.length; i += 2) {
  if (rest[i] === "-d") body = rest[i + 1];
  else if (rest[i] === "-H") headers[rest[i + 1].split(": ")[0]] = rest[i + 1].split(": ").slice(1).join(": ");
  else throw new Error("An option that this curl does not know: " + rest[i]);
}
const response = await fetch(address, { method: body === undefined ? "GET" : "POST", headers, body });
process.stdout.write(await response.text());
`;

/** What it prints. */
export async function runLine(line: string): Promise<string> {
  if (spawnSync("curl", ["--version"], { stdio: "ignore" }).status === 0) return (await run("sh", ["-c", line])).stdout;
  const folder = await mkdtemp(join(tmpdir(), "place-curl-"));
  try {
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "curl"), CURL);
    await chmod(join(folder, "curl"), 0o755);
    const PATH = `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
    return (await run("sh", ["-c", line], { env: { ...process.env, PATH } })).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
