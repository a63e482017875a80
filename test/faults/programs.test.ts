/** Programs of others, and those of the command line, against a PLACE that runs: what they hear, say and read. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../protocol/index.ts";
import { allRoutes, type RouteName } from "../../protocol/routes/index.ts";
import { terminalLine } from "../../tools/contract/examples.ts";
import { packageEnv, ROOT } from "../../tools/run-command.ts";
import { startServerProcess, type ServerProcess } from "../../tools/serve/server-process.ts";
import { apiOf, openClass, type ProgramClass } from "../support/class-of-programs.ts";

const run = promisify(execFile);
const PYTHON = join(ROOT, "clients", "python", "place_client.py");
/** Whether this machine has a program. */
const has = (program: string) =>
  run(program, ["--version"]).then(
    () => true,
    () => false,
  );

let state = "";
let server: ServerProcess;
let classroom: ProgramClass;
const children: ChildProcess[] = [];

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "place-programs-"));
  server = await startServerProcess({ port: 9270, state });
  classroom = await openClass(server.url, 1);
});
afterAll(async () => {
  for (const child of children) child.kill();
  await server.stop();
  await rm(state, { recursive: true, force: true });
});

const owner = () => classroom.people[0];
const say = (body: string) =>
  apiOf(server.url, owner()).call("messages.post", { channel: classroom.channel.id }, { body });

/** The lines that a program prints from now on. */
function linesOf(command: string, args: string[], env: Record<string, string>) {
  const child = spawn(command, args, { env: packageEnv(env), stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => String((await lines.next()).value) };
}

describe("R134: Python's standard library is enough", () => {
  test("the client has at most a hundred lines, and imports nothing else", async () => {
    const source = await readFile(PYTHON, "utf8");
    expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(100);
    expect(source.match(/^(?:import|from) (?!json, os|http\.)/gmu)).toBeNull();
  });

  test("it joins, reads the history, hears what is said by a stream, and posts", async () => {
    // A machine without Python says so.
    if (!(await has("python3"))) return console.warn("There is no python3 here: nobody ran the client.");
    const { workspace } = await apiOf(server.url, owner()).call("workspaces.bootstrap", {
      workspace: classroom.workspace,
    });
    await say("Before");
    const asked = ["join", workspace.joinCode ?? "", "pythonista", "Py Thon", "a long pass phrase"];
    const joined = await run("python3", [PYTHON, ...asked], { env: { ...process.env, PLACE_URL: server.url } });
    const [id, token = ""] = joined.stdout.trim().split(" ");
    expect(id).toBe(classroom.workspace);
    const env = { PLACE_URL: server.url, PLACE_TOKEN: token };
    const { id: channel } = classroom.channel;
    const ears = linesOf("python3", [PYTHON, "listen", channel], env);
    // It hears what is said from when its stream is open: until then it is said again.
    const heard = ears.next();
    let isHeard = false;
    void heard.then(() => (isHeard = true));
    for (let n = 0; !isHeard; n++) {
      await say(`Are you there? ${n}`);
      await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, 500))]);
    }
    expect((JSON.parse(await heard) as Message).body).toMatch(/^Are you there/u);
    const posted = await run("python3", [PYTHON, "post", channel, "I am: Grüße 👋"], {
      env: { ...process.env, ...env },
    });
    const { body, seq } = JSON.parse(posted.stdout) as Message;
    expect(body).toBe("I am: Grüße 👋");
    let told = JSON.parse(await ears.next()) as Message;
    while (told.seq < seq) told = JSON.parse(await ears.next()) as Message;
    expect(told.body).toBe(body);
    const history = await run("python3", [PYTHON, "history", channel], { env: { ...process.env, ...env } });
    const bodies = history.stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as Message).body);
    expect([bodies[0], bodies.at(-1)]).toEqual(["Before", body]);
  });
});

describe("on the command line", () => {
  const place = join(ROOT, "tools", "place", "main.ts");
  const about = () => ["--workspace", classroom.workspace, "--url", server.url];
  const env = () => ({ PLACE_TOKEN: owner().token });

  test("tail prints what was said last, then each message as it is said; post says something", async () => {
    await say("The last\nof before");
    const tail = linesOf("node", [place, "tail", classroom.channel.name, "--last", "1", ...about()], env());
    expect(await tail.next()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d {2}The olga: The last$/u);
    expect(await tail.next()).toBe("    of before");
    const posted = await run("node", [place, "post", `#${classroom.channel.name}`, "From", "a terminal", ...about()], {
      env: packageEnv(env()),
    });
    expect(posted.stdout).toMatch(/^Saved as \d+ in #/u);
    expect(await tail.next()).toMatch(/The olga: From a terminal$/u);
    tail.child.kill("SIGTERM");
    const code = await new Promise((resolve) => tail.child.once("exit", resolve));
    expect(code).toBe(0);
  });

  test("with --json both print the message itself, one a line; - is what comes in", async () => {
    await say("Just before");
    const tail = linesOf("node", [place, "tail", classroom.channel.id, "--last", "1", "--json", ...about()], env());
    const post = spawn("node", [place, "post", classroom.channel.id, "-", "--json", ...about()], {
      env: packageEnv(env()),
    });
    let printed = "";
    post.stdout.on("data", (piece: Buffer) => (printed += piece.toString()));
    // It prints the last one when it listens.
    expect(JSON.parse(await tail.next())).toMatchObject({ body: "Just before" });
    post.stdin.end("two\nlines\n");
    await new Promise((resolve) => post.once("close", resolve));
    const message = JSON.parse(printed) as Message;
    expect(message.body).toBe("two\nlines");
    expect(JSON.parse(await tail.next())).toMatchObject({ id: message.id, body: message.body });
  });

  test("a channel that is not there is said so", async () => {
    const failed = await run("node", [place, "post", "nowhere", "Hello", ...about()], { env: packageEnv(env()) }).catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no channel "nowhere"') });
  });
});

describe("R8: the lines of the docs can be run", () => {
  const lines = new Map(allRoutes().map(([name, row]) => [name, terminalLine(row)]));
  const asked: [RouteName, RegExp][] = [
    ["account.get", /"handle":"olga"/u],
    ["workspaces.bootstrap", /"channels":/u],
    ["channels.list", /"channels":/u],
    ["messages.post", /"body":"Hello from the terminal"/u],
    ["messages.page", /"reachedEnd":true/u],
    ["messages.plain", /Hello from the terminal/u],
    ["messages.act", /"seq":1,/u],
    ["messages.edit", /"editedAt":/u],
    ["messages.remove", /"deletedAt":/u],
  ];
  const variables = () => ({
    ...{ PLACE_URL: server.url, PLACE_TOKEN: owner().token, CLASS: classroom.workspace },
    CHANNEL: classroom.channel.id,
  });
  const ran = async (name: RouteName) =>
    (await run("sh", ["-c", lines.get(name)!], { env: { ...process.env, ...variables() } })).stdout;
  test.each(asked)("%s", async (name, said) => {
    if (!(await has("curl"))) return console.warn("There is no curl here: nobody ran the line.");
    expect(await ran(name)).toMatch(said);
  });

  test("every line that reads, and asks for nothing but a class and a channel, is answered by JSON of its route", async () => {
    if (!(await has("curl"))) return console.warn("There is no curl here: nobody ran the lines.");
    const reads = allRoutes().flatMap(([name, { method, answer }]) => {
      const line = lines.get(name)!;
      const wants = [...line.matchAll(/\$(\w+)/gu)].map(([, variable = ""]) => variable);
      const isRun = method === "GET" && !/ -[oN] /u.test(line) && wants.every((each) => each in variables());
      return isRun && answer !== "document" ? [name] : [];
    });
    expect(reads.length).toBeGreaterThan(35);
    const refused: string[] = [];
    for (const name of reads) {
      const { code } = JSON.parse(await ran(name)) as { code?: string };
      if (code !== undefined) refused.push(`${name}: ${code}`);
    }
    // The first message was taken out by the line before, and nobody imported the channel: the lines are right.
    expect(refused).toEqual(["messages.versions: deleted", "import.places: not_found"]);
  });
});
