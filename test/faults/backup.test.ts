/** The drill: everything but the bucket is lost, the class comes back, and its last message and a search find it. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createApi, type Api } from "../../client/api.ts";
import { systemClock } from "../../client/clock.ts";
import { mintMessageId } from "../../client/message-id.ts";
import { checkHistory } from "../../client/transcript/check-history.ts";
import type { CheckedBefore } from "../../client/transcript/proof-walk.ts";
import { openArchive, sha256 } from "../../tools/place/archive/open-archive.ts";
import { restoreIntoFolder } from "../../tools/place/backup/into-folder.ts";
import { ROOT } from "../../tools/run-command.ts";
import { startServerProcess, type ServerProcess } from "../../tools/serve/server-process.ts";
import { cookieFetch } from "../support/cookie-fetch.ts";
import { runProgram } from "../support/run-program.ts";

let folder = "";
const started: ServerProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "place-backup-"));
});
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const place = (...args: string[]) => runProgram(join(ROOT, "tools", "place", "main.ts"), args).ended;
const start = async (state: string) => {
  const server = await startServerProcess({ port: 0, state });
  started.push(server);
  return server;
};
const ACCOUNT = { handle: "miriam", name: "Miriam", password: "a long password" };
const say = (api: Api, channel: string, body: string) =>
  api.call("messages.post", { channel }, { id: mintMessageId(Date.now()), body });

/** A class with somebody in it who writes, openly and to its owner alone. */
async function aClass(url: string) {
  const [owner, ben] = [0, 1].map(() => createApi({ baseUrl: url, fetch: cookieFetch().fetch })) as [Api, Api];
  const { workspace } = await owner.call("workspaces.create", {}, { name: "Programming I", account: ACCOUNT });
  const account = { handle: "benjamin", name: "Benjamin", password: "another password" };
  await ben.call("entry.join", {}, { code: workspace.joinCode ?? "", account });
  const { channels, me } = await owner.call("workspaces.bootstrap", { workspace: workspace.id });
  const channel = channels.find(({ posting }) => posting === "all")!.id;
  await say(ben, channel, "What is a trampoline?");
  const { channel: direct } = await ben.call("channels.direct", { workspace: workspace.id }, { member: me.member });
  await say(ben, direct.id, "I am ill today");
  await say(owner, channel, "The last one before the disk went");
  return { workspace: workspace.id, channel, direct: direct.id, checked: await check(owner, channel, null) };
}

/** As a device checks a history (docs/transcript-chain.md), and keeps when. */
async function check(api: Api, channel: string, before: CheckedBefore | null) {
  const { signal } = new AbortController();
  const given = { giveWay: () => Promise.resolve(), onProgress: () => undefined };
  const checked = await checkHistory({ api, clock: systemClock, sha256, channel, before, ...given }, signal);
  return { ...checked, at: Date.now() };
}

it("a class whose databases and objects are gone is back from the bucket: people, words, and what is found", async () => {
  const state = join(folder, "lost");
  const before = await start(state);
  const { workspace, channel, direct, checked } = await aClass(before.url);
  const made = await place("backup", "--workspace", workspace, "--state", state, "--out", join(folder, "a.backup.tar"));
  expect(made.code, made.output).toBe(0);
  await before.stop();
  started.length = 0;

  // D1, the index, and all durable objects; what stays is R2.
  for (const lost of ["d1", "do"]) await rm(join(state, "v3", lost), { recursive: true });
  const back = await place("restore", "--workspace", workspace, "--state", state);
  expect(back.code, back.output).toBe(0);
  expect(back.output).toContain('"Programming I" is back: 3 messages');

  const after = await start(state);
  const api = createApi({ baseUrl: after.url, fetch: cookieFetch().fetch });
  await api.call("entry.signIn", {}, { handle: ACCOUNT.handle, password: ACCOUNT.password });
  const { messages } = await api.call("messages.page", { channel });
  expect(messages.map(({ body }) => body)).toEqual(["What is a trampoline?", "The last one before the disk went"]);
  expect((await api.call("messages.page", { channel: direct })).messages).toMatchObject([{ body: "I am ill today" }]);
  const found = await api.call("search.find", { workspace }, { q: "trampoline" });
  expect(JSON.stringify(found)).toContain("trampoline");
  // The room is another one, and its hashes are: a device is told why, and not that somebody wrote all of it anew.
  const again = await check(api, channel, { ...checked.whole!.kept, at: checked.at });
  expect(again.whole).toMatchObject({ last: 2, restored: { unlike: 2 } });
  expect(again.whole?.restored?.at).toBeGreaterThanOrEqual(checked.at);
  // What is said now follows what was there.
  expect((await say(api, channel, "We go on")).message).toMatchObject({ seq: 3 });
  const kept = await api.call("backups.list", { workspace });
  expect(kept.backups).toMatchObject([{ state: "kept" }]);
});

it("a file brings a class into a folder that has none, once, and one that was changed brings nothing", async () => {
  const file = join(folder, "a.backup.tar");
  const state = join(folder, "new");
  const bring = (from: string, into = state) => restoreIntoFolder(into, openArchive(from), () => Promise.resolve());
  expect((await bring(file)).rows["messages"]).toBe(3);
  await expect(bring(file)).rejects.toThrow("nothing was changed");
  const changed = join(folder, "changed.tar");
  const bytes = (await readFile(file)).toString("latin1").replace("before the disk", "behind the disk");
  await writeFile(changed, Buffer.from(bytes, "latin1"));
  await expect(bring(changed, join(folder, "other"))).rejects.toThrow("The backup was changed");
});
