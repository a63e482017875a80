import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokenInEnglish, troubleInEnglish } from "../../imports/trouble.ts";
import { planImport, type Plan } from "../../imports/plan.ts";
import { readExport } from "../../tools/place/import/read-export.ts";
import { planSummary } from "../../tools/place/import/report.ts";
import { zipOf, type ZipEntry } from "../support/zip.ts";
import { reasonInEnglish } from "../../imports/reasons.ts";

const FIXTURES = join(import.meta.dirname, "..", "fixtures", "imported-class");
const NOW = Date.parse("2026-11-20T00:00:00Z");
let folder = "";
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "place-import-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

let made = 0;
/** An export of these files; what is not a text is written as JSON. */
async function exported(files: Record<string, unknown>): Promise<string> {
  const path = join(folder, String(made++));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(
      join(path, name),
      typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content),
    );
  }
  return path;
}
const planned = async (path: string, keepPrivate: string[] = []) =>
  planImport(await readExport(path), keepPrivate, NOW);
const channel = (plan: Plan, name: string) => plan.channels.find((each) => each.name === name);
const bodies = (plan: Plan, name: string) => channel(plan, name)?.messages.map(({ body }) => body);
const leftOut = (plan: Plan) =>
  Object.fromEntries(plan.findings.allLeftOut.map(({ what, values, count }) => [reasonInEnglish(what, values), count]));
const slackOf = (messages: unknown, more: Record<string, unknown> = {}) =>
  exported({
    "channels.json": [{ id: "C1", name: "general", members: ["U1"] }],
    "users.json": [{ id: "U1", name: "sam" }],
    "general/2026-09-14.json": messages,
    ...more,
  });

describe("a Slack export (R35)", () => {
  it("brings people, channels and messages, each in its place", async () => {
    const plan = await planned(join(FIXTURES, "slack-export"));
    expect(plan.channels.map(({ kind, name, messages }) => [kind, name, messages.length])).toEqual([
      ["public", "general", 8],
      ["public", "hw3-recursion", 11],
      ["public", "math-help", 14],
      ["private", "staff-only", 1],
      ["dm", undefined, 1],
    ]);
    expect(plan.people.get("slack:U03LIN")).toEqual({ key: "slack:U03LIN", handle: "lin", name: "林小雨" });
    expect(plan.findings.allBroken).toEqual([]);
  });

  it("keeps private channels and direct messages to those who could read them (I5)", async () => {
    const plan = await planned(join(FIXTURES, "slack-export"));
    expect(channel(plan, "staff-only")?.members).toEqual(["slack:U01MARTA", "slack:U02KOFI"]);
    expect(plan.channels.at(-1)?.members).toEqual(["slack:U01MARTA", "slack:U04SAM"]);
  });

  it("keeps answers, edits, reactions and named files", async () => {
    const [question, answer, edited, , broadcast, filed] = channel(
      await planned(join(FIXTURES, "slack-export")),
      "hw3-recursion",
    )!.messages;
    expect(answer?.replyToId).toBe(question?.id);
    expect(broadcast?.replyToId).toBe(question?.id);
    expect(edited?.editedAt).toBe(1_789_391_581_000);
    expect(question?.reactions).toEqual([{ emoji: "🤔", members: ["slack:U03LIN", "slack:U02KOFI"], count: 2 }]);
    expect(filed?.files.map(({ name, size }) => [name, size])).toEqual([
      ["trace.txt", 2048],
      ["رسم.png", 51_234],
    ]);
    expect(JSON.stringify(filed)).not.toContain("xoxe");
  });

  it("tells the awkward rows apart: notices, deleted and empty messages stay behind, strangers and equal times do not", async () => {
    const plan = await planned(join(FIXTURES, "slack-export"));
    expect(leftOut(plan)).toEqual({
      "notices of joining and leaving": 1,
      "messages with nothing in them": 1,
      "files that were gone before the export": 1,
      "notices of calls": 1,
      "messages that were deleted before the export": 1,
      "logs of programs that were added and removed": 1,
    });
    expect(bodies(plan, "math-help")?.slice(-2)).toEqual(["same ts as the next", "same ts as the one before"]);
    expect(plan.people.get("slack:U99GONE")?.name).toBe("Unknown (U99GONE)");
    expect(bodies(plan, "general")?.at(-1)).toContain("> [HW2 graded](https://class.example/hw2)");
    const orphan = channel(plan, "math-help")?.messages.find(({ body }) => body.startsWith("reply whose parent"));
    expect(orphan).toBeDefined();
    expect(orphan?.replyToId).toBeUndefined();
  });

  it("keeps the place of a deleted question that was answered", async () => {
    const plan = await planned(
      await slackOf([
        {
          type: "message",
          subtype: "tombstone",
          user: "USLACKBOT",
          text: "This message was deleted.",
          ts: "1789390000.000100",
          thread_ts: "1789390000.000100",
        },
        {
          type: "message",
          user: "U1",
          text: "because of this",
          ts: "1789390001.000100",
          thread_ts: "1789390000.000100",
        },
      ]),
    );
    const [question, answer] = channel(plan, "general")!.messages;
    expect(question).toMatchObject({ body: "", deletedAt: 1_789_390_000_000 });
    expect(answer?.replyToId).toBe(question?.id);
  });

  it("names each broken entry with its file and place, and takes the rest", async () => {
    const plan = await planned(
      await slackOf(
        [
          { type: "message", user: "U1", text: "good", ts: "1789390001.000100" },
          7,
          { user: "U1", text: "no time" },
          { user: "U1", ts: "1789390002.000100", text: 5 },
          { ts: "1789390003.0001", text: "nobody" },
          { user: "U1", ts: "9999999999.0", text: "far" },
        ],
        {
          "general/2026-09-15.json": '[{"type": "message",\n "user": oops]',
          "general/2026-09-16.json": new Uint8Array([0x5b, 0xff, 0xfe, 0x5d]),
        },
      ),
    );
    expect(bodies(plan, "general")).toEqual(["good"]);
    expect(plan.findings.allBroken.map(brokenInEnglish)).toEqual([
      "general/2026-09-14.json, entry 2: it is not an object",
      'general/2026-09-14.json, entry 3: its "ts" is missing',
      'general/2026-09-14.json, entry 4: its "text" is not what it should be',
      "general/2026-09-14.json, entry 5: it has no author",
      "general/2026-09-15.json: it is not whole JSON (near line 2)",
      "general/2026-09-16.json: it is not text in UTF-8",
      "general/2026-09-14.json, entry 6: its time lies in the future",
    ]);
  });

  it("leaves out a folder that no list names, since nobody can say who may read it (I5)", async () => {
    const plan = await planned(
      await slackOf([], { "secret-room/2026-09-14.json": [{ user: "U1", text: "psst", ts: "1789390001.0" }] }),
    );
    expect(JSON.stringify(plan.channels)).not.toContain("psst");
    expect(plan.findings.allLeftOut[0]?.places).toEqual(["secret-room"]);
  });

  it("orders by the full Slack time, which a number cannot hold", async () => {
    const message = (ts: string) => ({ user: "U1", text: ts, ts });
    const ts = ["1789390001.000003", "1789390001.000001", "1789390000.999999", "1789390001.000002"];
    expect(bodies(await planned(await slackOf(ts.map(message))), "general")).toEqual([ts[2], ts[1], ts[3], ts[0]]);
  });

  it("takes a text that is longer than a message whole, as several", async () => {
    const text = "a line of the log\n".repeat(3_000);
    const messages = channel(
      await planned(await slackOf([{ user: "U1", text, ts: "1789390001.0" }])),
      "general",
    )!.messages;
    expect(messages.length).toBe(2);
    expect(messages.map(({ body }) => body).join("\n")).toBe(text.trimEnd());
    expect(new Set(messages.map(({ id }) => id)).size).toBe(2);
  });
});

describe("what one message cannot carry (R35)", () => {
  it("code that is cut has a fence around each of its parts, and its lines stay as they are", async () => {
    const code = Array.from({ length: 3_000 }, (_, n) => `> line ${n} * ${n}`).join("\n");
    const text = `\`\`\`${code.replaceAll(">", "&gt;")}\`\`\`and after`;
    const parts = bodies(await planned(await slackOf([{ user: "U1", text, ts: "1789390001.0" }])), "general")!;
    expect(parts.length).toBe(2);
    expect(parts.every((part) => part.startsWith("```\n"))).toBe(true);
    const inside = parts.map((part) => /^```\n([\s\S]*?)\n```/u.exec(part)?.[1]);
    expect(inside.join("\n")).toBe(code);
    expect(parts.at(-1)).toMatch(/\n```\nand after$/u);
  });

  it("more files than one message names are counted as left out", async () => {
    const files = Array.from({ length: 23 }, (_, n) => ({ id: `F${n}`, name: `${n}.txt` }));
    const plan = await planned(await slackOf([{ user: "U1", text: "all of them", files, ts: "1789390001.0" }]));
    expect(channel(plan, "general")?.messages[0]?.files.length).toBe(20);
    expect(leftOut(plan)).toEqual({ "files beyond the 20 that one message names": 3 });
  });
});

describe("a Discord export (R35)", () => {
  it("brings channels, answers, edits, reactions and files", async () => {
    const plan = await planned(join(FIXTURES, "discord-export"));
    expect(plan.channels.map(({ kind, name, messages }) => [kind, name, messages.length])).toEqual([
      ["public", "general", 8],
      ["public", "hw3-recursion", 11],
      ["public", "math-help", 11],
    ]);
    const [question, answer, edited] = channel(plan, "hw3-recursion")!.messages;
    expect(answer?.replyToId).toBe(question?.id);
    expect(edited?.editedAt).toBe(Date.parse("2026-09-14T13:13:01Z"));
    const files = plan.channels.flatMap(({ messages }) => messages.flatMap((message) => message.files));
    expect(files.map(({ name }) => name)).toEqual(["trace.txt", "رسم.png"]);
    expect(JSON.stringify(files)).not.toMatch(/[?&](?:ex|is|hm)=/u);
  });

  it("takes a message once that stands there twice, and says what it left out", async () => {
    const plan = await planned(join(FIXTURES, "discord-export"));
    expect(leftOut(plan)["entries that stand in the export twice"]).toBe(1);
    expect(bodies(plan, "math-help")).toContain("unknown type number");
    expect(plan.people.get("discord:456226577798135808")?.name).toBe("Deleted User");
  });

  it("keeps a direct message to its people, an unknown kind of channel to its authors, and a named one private (I5)", async () => {
    const message = (id: string, author: string) => ({
      id,
      type: "Default",
      timestamp: "2026-09-14T13:00:00Z",
      content: id,
      author: { id: author, name: `p${author}` },
    });
    const file = (id: string, type: string, name: string, ...authors: string[]) => ({
      guild: { id: "0", name: "G" },
      channel: { id, type, name },
      messages: authors.map((author, n) => message(`${id}${n}`, author)),
    });
    const path = await exported({
      "a.json": file("1", "DirectTextChat", "lin", "7"),
      "b.json": file("2", "SomethingNew", "odd", "7", "8"),
      "c.json": file("3", "GuildTextChat", "Staff Room", "7"),
    });
    const plan = await planned(path, ["staff room"]);
    expect(plan.channels.map(({ kind, members }) => [kind, members.length])).toEqual([
      ["dm", 2],
      ["private", 2],
      ["private", 1],
    ]);
    await expect(planned(path, ["nowhere"])).rejects.toThrow('There is no channel "nowhere"');
  });
});

describe("a zip (R35, I9)", () => {
  const zipped = async (entries: ZipEntry[]) => join(await exported({ "export.zip": zipOf(entries) }), "export.zip");
  const lists: ZipEntry[] = [
    { name: "Our class/channels.json", content: JSON.stringify([{ id: "C1", name: "general", members: ["U1"] }]) },
    { name: "Our class/users.json", content: JSON.stringify([{ id: "U1", name: "sam" }]) },
    { name: "__MACOSX/Our class/._channels.json", content: "not of interest" },
  ];
  const day = (n: number, text: string): ZipEntry => ({
    name: `Our class/general/2026-09-${n}.json`,
    content: JSON.stringify([{ user: "U1", text, ts: `17893900${n}.0` }]),
  });

  it("is read like the folder that it was", async () => {
    const plan = await planned(await zipped([...lists, day(14, "first"), day(15, "second")]));
    expect(bodies(plan, "general")).toEqual(["first", "second"]);
    expect(plan.findings.allBroken).toEqual([]);
  });

  it("cannot fill the memory, lie about its size or hide behind a password: the rest is taken", async () => {
    const bomb = { name: "Our class/general/2026-09-16.json", content: `[${" ".repeat(20_000_000)}]` };
    const liar = { ...day(17, "more than it says".repeat(100)), claims: 10 };
    const locked = { ...day(18, "locked"), encrypted: true };
    const plan = await planned(await zipped([...lists, day(14, "first"), bomb, liar, locked]));
    expect(bodies(plan, "general")).toEqual(["first"]);
    expect(plan.findings.allBroken.map(({ why }) => troubleInEnglish(why))).toEqual([
      "it unpacks to far more than text does",
      expect.stringContaining("too many bytes") as string,
      "it is locked with a password",
    ]);
  });
});

describe("what cannot be taken is refused with a sentence (I9)", () => {
  it.each([
    ["a chat log of another program", { "log.jsonl": '{"n":0}\n' }, /none of the exports that PLACE reads/u],
    [
      "events of another network",
      { "event.json": { type: "m.room.message" } },
      /event\.json: it is not a channel of DiscordChatExporter/u,
    ],
    ["an empty folder", { "nothing/.DS_Store": "" }, /There is nothing in/u],
    [
      "a Slack export without a channel",
      { "channels.json": "[{" },
      /no conversation in it\.\s+channels\.json: it is not whole JSON/u,
    ],
  ])("%s", async (_, files, sentence) => {
    await expect(planned(await exported(files))).rejects.toThrow(sentence);
  });

  it.each([
    [
      "thread.json",
      [{ text: "a", user: "U1", ts: "1434139102.000002" }],
      /part of a Slack export.*give the whole export/u,
    ],
    ["page.html", "<html>", /web page.*as JSON/u],
    ["broken.json", '{"guild": ', /broken\.json: it is not whole JSON/u],
    ["broken.zip", "PK\u0003\u0004 and then nothing of the kind", /a zip that cannot be read/u],
    ["empty.json", "", /is empty/u],
    ["notes.txt", "hello", /none of the exports that PLACE reads/u],
  ])("%s", async (name, content, sentence) => {
    await expect(planned(join(await exported({ [name]: content }), name))).rejects.toThrow(sentence);
  });

  it("a path that is not there", async () => {
    await expect(planned(join(folder, "nowhere"))).rejects.toThrow("There is no file or folder");
  });
});

it("what will be done is said first, with who can read what, and strangers' names cannot paint the terminal", async () => {
  const plan = await planned(join(FIXTURES, "slack-export"));
  plan.people.get("slack:U04SAM")!.name = "Sam\u001B[2J\u202E";
  const text = planSummary(plan).join("\n");
  expect(text).toContain("35 messages, from 2026-09-14 to 2026-09-16");
  expect(text).toContain("#staff-only, 1 message: Marta Ruiz and Kofi Mensah");
  expect(text).not.toMatch(/[\u001B\u202E]/u);
});
