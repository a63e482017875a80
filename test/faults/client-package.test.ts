/** R134: the client library as a package of npm, in a project of its own that knows nothing else of PLACE. */
import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { MESSAGE_MAX_CHARS } from "../../protocol/index.ts";
import { packClient } from "../../tools/client-package/pack.ts";
import { packageEnv } from "../../tools/run-command.ts";
import { startServerProcess, type ServerProcess } from "../../tools/serve/server-process.ts";
import { apiOf, openClass, type ProgramClass } from "../support/class-of-programs.ts";

const run = promisify(execFile);
let folder = "";
let project = "";
let server: ServerProcess;
let classroom: ProgramClass;
/** What the compiler said of the program. */
let typeErrors: string;

/** Joins, reads the history, and answers what is said live, once. Says of each what it saw. */
const PROGRAM = `
import { ChannelSession, createApi, Outbox, type ChannelSnapshot } from "place-client";
import { createFileOutboxStore } from "place-client/outbox-store-file";
import { MESSAGE_MAX_CHARS, type Message } from "place-client/protocol";

declare const process: { argv: string[]; exit: (code: number) => never };
const [, , url = "", code = "", handle = "", store = "", wanted = ""] = process.argv;
const account = { handle, name: "A Program", password: "a long pass phrase" };
const headers = { "content-type": "application/json", origin: url };
const joined = await fetch(url + "/api/join", { method: "POST", headers, body: JSON.stringify({ code, account }) });
const cookie = joined.headers.getSetCookie().map((each) => each.split(";")[0]).join("; ");
const minted = await fetch(url + "/api/account/tokens", {
  method: "POST",
  headers: { ...headers, cookie },
  body: JSON.stringify({ name: "package" }),
});
const { token } = (await minted.json()) as { token: string };

const api = createApi({ baseUrl: url, token });
const { account: mine } = await api.call("account.get");
const { me, channels } = await api.call("workspaces.bootstrap", { workspace: mine.workspaces[0]?.id ?? "" });
const id: string = channels.find(({ name }) => name === "general")?.id ?? "";
const page = await api.call("messages.page", { channel: id }, { limit: 10 });
// @ts-expect-error -- a parameter that the route does not have
void (() => api.call("messages.page", { chanel: id }));
const bodies: string[] = page.messages.map((message: Message) => message.body);
console.log(JSON.stringify({ history: bodies, most: MESSAGE_MAX_CHARS }));

const outbox = new Outbox({ api, store: createFileOutboxStore(store) });
await outbox.start();
const session = new ChannelSession({ api, channel: id, outbox });
let way: ChannelSnapshot["way"] = null;
session.subscribe(() => {
  const now = session.snapshot();
  if (way !== null || now.way !== wanted) return;
  way = now.way;
  console.log(JSON.stringify({ listens: way }));
});
session.onPosted(({ author, body, seq }) => {
  if (author === me.member || !body.startsWith("ask ")) return;
  void session.send({ body: "answer to " + body, replyTo: seq }).settled.then((outcome) => {
    console.log(JSON.stringify({ answered: outcome.ok }));
    session.close();
    process.exit(0);
  });
});
session.open();
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "place-package-"));
  project = join(folder, "project");
  [server] = await Promise.all([
    startServerProcess({ port: 9272, state: join(folder, "state") }),
    packClient(folder).then((tgz) => install(tgz)),
  ]);
  classroom = await openClass(server.url, 0);
}, 180_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function install(tgz: string): Promise<void> {
  await mkdir(project, { recursive: true });
  const options = {
    ...{ target: "ES2022", module: "NodeNext", strict: true, exactOptionalPropertyTypes: true },
    types: [],
  };
  const compilerOptions = { ...options, lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"], outDir: "made" };
  await Promise.all([
    writeFile(join(project, "package.json"), JSON.stringify({ name: "fresh", type: "module", private: true })),
    writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] })),
    writeFile(join(project, "program.ts"), PROGRAM),
  ]);
  const asked = ["install", tgz, "--offline", "--no-audit", "--no-fund", "--cache", join(folder, "empty-cache")];
  await run("npm", asked, { cwd: project, env: packageEnv() });
  const checked = await run("tsc", ["-p", project], { env: packageEnv() }).catch((error: { stdout: string }) => error);
  typeErrors = checked.stdout;
}

test("a fresh project installs it without a network and without anything else, and its types hold", async () => {
  const { packages } = JSON.parse(await readFile(join(project, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dependencies?: object }>;
  };
  expect(Object.keys(packages)).toEqual(["", "node_modules/place-client"]);
  expect(packages["node_modules/place-client"]).not.toHaveProperty("dependencies");
  expect(typeErrors).toBe("");
});

test.each([
  ["by a socket", [], "socket"],
  // As in Node 20, and where none gets through.
  ["by a stream, where there is no WebSocket", ["--no-experimental-websocket"], "stream"],
])("a program with it joins, reads the history, hears what is said and answers: %s", async (_how, flags, way) => {
  const owner = apiOf(server.url, classroom.people[0]);
  const channel = classroom.channel.id;
  const before = `Before ${way}`;
  await owner.call("messages.post", { channel }, { body: before });
  const { workspace } = await owner.call("workspaces.bootstrap", { workspace: classroom.workspace });
  const args = [...flags, join(project, "made", "program.js"), server.url, workspace.joinCode ?? "", `program-${way}`];
  const child = spawn(process.execPath, [...args, join(folder, `outbox-${way}`), way], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse(String((await lines.next()).value)) as object;
  const history = expect.arrayContaining([before]) as string[];
  expect(await next()).toEqual({ history, most: MESSAGE_MAX_CHARS });
  expect(await next()).toEqual({ listens: way });
  await owner.call("messages.post", { channel }, { body: `ask ${way}` });
  expect(await next()).toEqual({ answered: true });
  const { messages } = await owner.call("messages.page", { channel });
  expect(messages.at(-1)).toMatchObject({ body: `answer to ask ${way}`, replyTo: expect.any(Number) as number });
});
