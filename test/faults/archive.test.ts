/** A class goes out as one file and comes back as it was: exported, brought into an empty PLACE, exported there, letter for letter. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unpackTar } from "modern-tar";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createApi } from "../../client/api.ts";
import { mintMessageId } from "../../client/message-id.ts";
import { entryKind } from "../../protocol/archive/format.ts";
import { ROOT } from "../../tools/run-command.ts";
import { startServerProcess } from "../../tools/serve/server-process.ts";
import { cookieFetch } from "../support/cookie-fetch.ts";
import { runProgram } from "../support/run-program.ts";

let folder = "";
const started: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "place-archive-"));
});
afterEach(async () => {
  for (const stop of started.splice(0)) await stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const place = (...args: string[]) => runProgram(join(ROOT, "tools", "place", "main.ts"), args).ended;
const exported = async (state: string, workspace: string, out: string) => {
  const { code, output } = await place("export", "--workspace", workspace, "--state", state, "--out", out);
  expect(code, output).toBe(0);
};
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/** A class with something of everything that an archive has. */
async function aClass(url: string): Promise<string> {
  const enter = (handle: string) => ({ handle, name: handle, password: "a long password" });
  const mine = { baseUrl: url, fetch: cookieFetch().fetch };
  const [owner, ben] = [createApi(mine), createApi({ baseUrl: url, fetch: cookieFetch().fetch })];
  const { workspace } = await owner.call("workspaces.create", {}, { name: "Programming I", account: enter("miriam") });
  await ben.call("entry.join", {}, { code: workspace.joinCode ?? "", account: enter("benjamin") });
  const at = { workspace: workspace.id };
  const { channels } = await owner.call("workspaces.bootstrap", at);
  const general = channels.find(({ name, posting }) => name === "general" && posting === "all") ?? channels[0]!;
  const channel = general.id;
  const say = async (who: typeof owner, where: string, body: string, more: object = {}) =>
    (await who.call("messages.post", { channel: where }, { id: mintMessageId(Date.now()), body, ...more })).message;
  const first = await say(ben, channel, "What is a *stack*? `push`, $x^2$\nو`pop`");
  await say(owner, channel, "The last one in is the first one out. @benjamin", { replyTo: first.seq });
  const act = (who: typeof owner, seq: number, one: object) =>
    who.call("messages.act", { channel, seq: String(seq) } as never, { act: one } as never);
  await act(owner, 1, { type: "react", emoji: "👍", on: true });
  await act(owner, 1, { type: "pin", on: true });
  await act(owner, 2, { type: "checkpoint", name: "Week 1" });
  const gone = await say(ben, channel, "Never mind");
  await ben.call("messages.remove", { channel, seq: String(gone.seq) } as never);
  const poll = await say(owner, channel, "Which one?", {
    poll: { question: "Which one?", options: ["a stack", "a queue"] },
  });
  await act(ben, poll.seq, { type: "vote", choices: [1] });
  const { channel: thread } = await ben.call("threads.start", { channel, seq: String(first.seq) } as never);
  await say(ben, thread.id, "And a queue?");
  await say(owner, thread.id, "First in, first out", { alsoToChannel: true });
  await owner.call("emoji.add", at, { name: "blob_wave", picture: `data:image/png;base64,${PNG}` });
  const { channel: staff } = await owner.call("channels.create", at, {
    name: "staff",
    kind: "private",
    topic: "Grades",
  });
  await say(owner, staff.id, "Grades are due :blob_wave:");
  await withFile(url, mine.fetch, channel);
  return workspace.id;
}

async function withFile(url: string, fetch: typeof globalThis.fetch, channel: string): Promise<void> {
  const message = mintMessageId(Date.now());
  const bytes = Buffer.from(PNG, "base64");
  const headers = { "content-type": "application/octet-stream", origin: url };
  const up = `${url}/api/channels/${channel}/files?message=${message}&size=${bytes.length}`;
  const { ticket } = (await (await fetch(up, { method: "POST", headers, body: bytes })).json()) as { ticket: string };
  const body = JSON.stringify({ id: message, body: "A dot", files: [{ ticket, name: "dot.png", alt: "A dot" }] });
  const json = { "content-type": "application/json", origin: url };
  const answer = await fetch(`${url}/api/channels/${channel}/messages`, { method: "POST", headers: json, body });
  expect(answer.status).toBe(201);
}

async function bodyOf(path: string): Promise<Map<string, string>> {
  const entries = await unpackTar(await readFile(path), { strict: true });
  const proofs = new Set(["manifest", "roster", "heads", "proof"]);
  return new Map(
    entries
      .filter(({ header }) => !proofs.has(entryKind(header.name)?.kind ?? ""))
      .map(({ header, data }) => [header.name, Buffer.from(data ?? []).toString("latin1")]),
  );
}

it("its body is the same byte for byte, and nothing of a changed one is brought in", async () => {
  const [from, into] = [join(folder, "from"), join(folder, "into")];
  const servers = await Promise.all([from, into].map((state) => startServerProcess({ port: 0, state, app: false })));
  started.push(...servers.map(({ stop }) => stop));
  const workspace = await aClass(servers[0]!.url);
  const [first, second, changed] = ["first", "second", "changed"].map((name) => join(folder, `${name}.tar`)) as Paths;
  await exported(from, workspace, first);
  const body = await bodyOf(first);
  expect(new Set([...body.keys()].map((name) => name.split("/")[0]))).toEqual(
    new Set(["people", "channels", "emoji", "pictures", "messages", "files"]),
  );

  const tar = (await readFile(first)).toString("latin1");
  await writeFile(changed, Buffer.from(tar.replace("The last one in", "The next one in"), "latin1"));
  const refused = await place("import", changed, "--workspace", "Copy", "--state", into, "--yes");
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.output).toMatch(/#general, message \d+: was changed/u);

  const brought = await place("import", first, "--workspace", "Copy", "--state", into, "--yes");
  expect(brought.code, brought.output).toBe(0);
  await exported(into, "Copy", second);
  expect(await bodyOf(second)).toEqual(body);
});
type Paths = [string, string, string];
