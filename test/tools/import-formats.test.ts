/** Exports of Mattermost, Telegram and WhatsApp, and logs of IRC: what becomes of fixtures of our own making, and of what is wrong in them. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LINE_MAX_BYTES } from "../../imports/export-files.ts";
import type { ReadOptions } from "../../imports/history.ts";
import { readWords } from "../../imports/matrix/events.ts";
import { brokenInEnglish } from "../../imports/trouble.ts";
import { planImport, type Plan } from "../../imports/plan.ts";
import { readExport } from "../../tools/place/import/read-export.ts";
import { reasonInEnglish } from "../../imports/reasons.ts";

const FIXTURES = join(import.meta.dirname, "..", "fixtures", "imports");
const NOW = Date.parse("2026-11-20T00:00:00Z");
const BERLIN = { zone: "Europe/Berlin" };

const planned = async (path: string, options: ReadOptions = {}): Promise<Plan> =>
  planImport(await readExport(path, options), [], NOW);
const fixture = (name: string, options: ReadOptions = BERLIN) => planned(join(FIXTURES, name), options);
async function written(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "place-formats-")), name);
  await writeFile(path, content);
  return path;
}
/** Bodies with references to people as `@key`. */
const bodies = (plan: Plan, channel: string | undefined) =>
  plan.channels.find(({ name }) => name === channel)?.messages.map(({ body }) => body.replaceAll("\0", ""));
const ids = (plan: Plan) => plan.channels.flatMap(({ messages }) => messages.map(({ id }) => id));
const broken = (plan: Plan) => plan.findings.allBroken.map(brokenInEnglish);
const leftOut = (plan: Plan) =>
  Object.fromEntries(plan.findings.allLeftOut.map(({ what, values, count }) => [reasonInEnglish(what, values), count]));
/** Nothing goes without a word: taken, left out or broken. */
function expectAllAccounted(plan: Plan, notEntries = 0): void {
  const taken = new Set(plan.channels.flatMap(({ messages }) => messages.map(({ place }) => place))).size;
  const { entries, entriesLeftOut, allBroken } = plan.findings;
  expect(entries).toBe(taken + entriesLeftOut + allBroken.length - notEntries);
}

describe.each([
  ["mattermost", 0],
  ["telegram", 1],
  ["whatsapp", 0],
  ["irc/weechat", 0],
  ["irc/irssi", 0],
  ["irc/znc", 0],
  ["zulip", 0],
  ["matrix", 0],
  ["teams", 0],
  ["discord-package", 0],
] as const)("%s (R35)", (name, brokenOthers) => {
  it("accounts for each entry, and has the same ids in a second run, wherever that is", async () => {
    const plan = await fixture(name);
    expect(plan.channels.length).toBeGreaterThan(0);
    expectAllAccounted(plan, brokenOthers);
    expect(new Set(ids(plan)).size).toBe(ids(plan).length);
    expect(ids(await fixture(name, { zone: "Pacific/Auckland" })).toSorted()).toEqual(ids(plan).toSorted());
  });
});

describe("Mattermost", () => {
  it("takes posts before their channel, replies older than what they answer, and formatting as it was", async () => {
    const plan = await fixture("mattermost");
    expect(bodies(plan, "general")).toEqual([
      "A reply that is older than it",
      "Before its channel: **bold**, `x*y`, 2*3*4 and @mattermost:ben 🎉",
      "A reply\n```python\nprint(1)\n```",
      "same",
      "same",
      "Of somebody in no list, to @nobody and @channel, $5 and <b>html</b>",
    ]);
    expect(bodies(plan, "staff")).toEqual(["| a | b |\n| --- | --- |\n| 1 | x\\|y |"]);
    expect(plan.channels[0]?.messages[1]?.reactions).toEqual([
      { emoji: "👍", members: ["mattermost:ben", "mattermost:eve"], count: 2 },
    ]);
    expect(plan.channels[0]?.messages[2]?.files).toEqual([{ name: "passwd" }]);
  });

  it("keeps closed channels and talks to those whom the export names, and leaves a post of no channel out (I5)", async () => {
    const plan = await fixture("mattermost");
    expect(plan.channels.map(({ kind, members }) => [kind, members.length])).toEqual([
      ["public", 2],
      ["private", 1],
      ["dm", 2],
      ["group", 3],
    ]);
    expect(broken(plan)).toContainEqual(expect.stringContaining("line 13: no line of the export tells its channel"));
  });

  it("asks which team, where there are several: what was open in one was not open to the others (I5)", async () => {
    const team = (name: string) =>
      `${JSON.stringify({ type: "channel", channel: { team: name, name: `${name}-town`, type: "O" } })}\n`;
    const path = await written("two.jsonl", `{"type":"version","version":1}\n${team("one")}${team("two")}`);
    await expect(planned(path)).rejects.toMatchObject({ question: "team", choices: ["one", "two"] });
    expect((await planned(path, { team: "two" })).channels.map(({ name }) => name)).toEqual(["two-town"]);
  });

  it("leaves a line of megabytes out with a word, and reads the rest (I9)", async () => {
    const post = (user: string, message: string) =>
      `${JSON.stringify({ type: "post", post: { team: "t", channel: "c", user, message, create_at: 1_789_390_800_000 } })}\n`;
    const channel = `${JSON.stringify({ type: "channel", channel: { team: "t", name: "c", type: "O" } })}\n`;
    const long = post("ada", "x".repeat(LINE_MAX_BYTES));
    const plan = await planned(
      await written("long.jsonl", `{"type":"version","version":1}\n${channel}${long}${post("ben", "after")}`),
    );
    expect(bodies(plan, "c")).toEqual(["after"]);
    expect(broken(plan)).toEqual(["long.jsonl, line 3: it is longer than any message"]);
  });
});

describe("logs of IRC", () => {
  it("of WeeChat: tabs stay, colours go, sentences of any language are no messages, and half a letter breaks nothing", async () => {
    const plan = await fixture("irc/weechat");
    expect(bodies(plan, "class")).toEqual([
      "ben: look at https://example.org/?a=1 \t and this tab",
      "@irc:testnet/ben: bold and red 2*3*4",
      "waves \\_slowly_",
      "café cut in half Ã",
      "same",
      "same",
    ]);
  });

  it("of irssi: days in the language of the machine, and two nicks of one person", async () => {
    const plan = await fixture("irc/irssi");
    const messages = plan.channels.find(({ name }) => name === "class")?.messages ?? [];
    expect(messages.map(({ author, at }) => [author, new Date(at).toISOString()])).toEqual([
      ["irc:testnet/ada", "2025-12-31T22:59:00.000Z"],
      ["irc:testnet/ben", "2025-12-31T22:59:00.000Z"],
      ["irc:testnet/ben", "2025-12-31T22:59:00.000Z"],
      ["irc:testnet/ben", "2025-12-31T23:00:00.000Z"],
      ["irc:testnet/ada", "2026-01-01T23:01:00.000Z"],
    ]);
  });

  it("of a talk of two are for those two, and whose copy it is (I5)", async () => {
    const plan = await fixture("irc/irssi");
    expect(plan.isOwnCopy).toBe(true);
    expect(plan.channels.find(({ name }) => name === undefined)).toMatchObject({
      kind: "group",
      members: ["irc:testnet/ben"],
    });
  });

  it("of ZNC: the day stands in the file's name, the network in its folder", async () => {
    const plan = await fixture("irc/znc");
    expect(plan.channels.map(({ key }) => key)).toEqual(["irc:testnet/#class"]);
    expect(bodies(plan, "class")).toEqual(["hello", "_leaves_", "@irc:testnet/ada: bye", "a day later"]);
  });
});

describe("Telegram", () => {
  it("takes parts of a text with their look, deleted accounts, old times without a zone, and paths as names alone", async () => {
    const plan = await fixture("telegram");
    expect(bodies(plan, "cs-101")?.slice(0, 2)).toEqual([
      "Look: **bold**, `x*y` and [here](https://example.org/)\n\n```python\nprint(1)\n```\n2*3*4 \\_x_",
      "From a deleted account",
    ]);
    const messages = plan.channels[0]?.messages ?? [];
    expect(messages[2]?.files).toEqual([{ name: "photo_1.jpg", size: 1234 }]);
    expect(messages.map(({ at }) => new Date(at).toISOString())).toContain("2026-09-14T13:00:04.000Z");
    expect(plan.people.get("telegram:user13")?.name).toBe("Deleted account");
    expect(leftOut(plan)).toMatchObject({ "entries that stand in the export twice": 1 });
  });

  it("keeps a private group to those who wrote in it (I5)", async () => {
    const plan = await fixture("telegram");
    expect(plan.channels.map(({ kind }) => kind)).toEqual(["private", "group"]);
  });
});

describe("WhatsApp", () => {
  it("reads lines that go on, attached files and marks, and leaves what has no author out", async () => {
    const plan = await fixture("whatsapp");
    expect(bodies(plan, "cs-101")).toEqual([
      "**bold** and 2*3*4 <b>\nand a line that goes on",
      "same",
      "same",
      "with words below",
      "<Media omitted>",
    ]);
    expect(plan.channels[0]).toMatchObject({ kind: "private" });
    expect(broken(plan)).toEqual([expect.stringContaining("its date is none in this order")]);
  });

  it("asks for the order of day and month where no number over 12 decides", async () => {
    const path = await written("_chat.txt", "05/09/2026, 21:15 - Ada: which\n");
    await expect(planned(path)).rejects.toMatchObject({ question: "days", choices: ["dmy", "mdy"] });
    const day = async (days: "dmy" | "mdy") =>
      new Date((await planned(path, { days, zone: "UTC" })).channels[0]!.messages[0]!.at).toISOString().slice(0, 10);
    expect([await day("dmy"), await day("mdy")]).toEqual(["2026-09-05", "2026-05-09"]);
  });

  it.each([
    ["[9/20/26, 9:15:01\u202FPM] Ada: a", "2026-09-20T21:15:01"],
    ["\u200E[9/20/26, 12:15:02\u202FAM] Ada: a", "2026-09-20T00:15:02"],
    ["20.09.26, 21:15 - Ada: a", "2026-09-20T21:15:00"],
    ["2026-09-20, 21:15 - Ada: a", "2026-09-20T21:15:00"],
    ["٢٠/٩/٢٠٢٦، ٩:١٥ م - Ada: a", "2026-09-20T21:15:00"],
  ])("reads the time of %s", async (line, time) => {
    const plan = await planned(await written("_chat.txt", `${line}\n`), { zone: "UTC" });
    expect(new Date(plan.channels[0]!.messages[0]!.at).toISOString().slice(0, 19)).toBe(time);
  });
});

describe("Zulip", () => {
  it("takes a topic's messages as answers to its first one, names in stars, quotes in fences, and uploads as names", async () => {
    const plan = await fixture("zulip");
    expect(bodies(plan, "general")).toEqual([
      "**homework**\nHello @zulip:12 and @zulip:13, see #zulip:stream/2\n```python\nprint(1)\n```",
      "> Hello\n\nmy answer",
      "the same topic",
      "**other**\nby nobody of the list",
    ]);
    const [first, ...rest] = plan.channels[0]?.messages ?? [];
    expect(rest.map(({ replyToId }) => replyToId === first?.id)).toEqual([true, true, false]);
    expect(first?.reactions).toEqual([{ emoji: "👍", members: ["zulip:12"], count: 1 }]);
    expect(rest[0]?.files).toEqual([{ name: "notes.pdf" }]);
  });

  it("takes what is not said to be open for closed, and both sides of a talk for one (I5)", async () => {
    const plan = await fixture("zulip");
    expect(plan.channels.map(({ kind, name, messages }) => [kind, name, messages.length])).toEqual([
      ["public", "general", 4],
      ["private", "staff", 1],
      ["private", "unsaid", 0],
      ["dm", undefined, 2],
      ["group", undefined, 1],
    ]);
  });
});

describe("Matrix", () => {
  it.each([
    ["m.poll.start", "m.poll", "m.text"],
    ["org.matrix.msc3381.poll.start", "org.matrix.msc3381.poll.start", "org.matrix.msc1767.text"],
    ["org.matrix.msc3381.v2.poll.start", "org.matrix.msc3381.v2.poll", "org.matrix.msc1767.text"],
  ])("has polls of every form with their answers: %s", (type, name, text) => {
    const said = (body: string) => ({ [text]: [{ body }] });
    const content = { [name]: { question: said("When?"), answers: [said("Now"), said("Never")] } };
    expect(readWords(type, content, () => undefined).body).toBe("> When?\n> \\- Now\n> \\- Never");
  });

  it("takes edits of one's own words, reactions, threads and answers without the words they answer", async () => {
    const plan = await fixture("matrix");
    expect(bodies(plan, "cs-101")).toEqual([
      "Before a name was told",
      "**bold** hi @matrix:@ben:example.org `x*y`\n```python\nprint(1)\n```",
      "Edited",
      "In a thread",
      "",
      "_waves_",
    ]);
    const messages = plan.channels[0]?.messages ?? [];
    expect(messages[2]).toMatchObject({ replyToId: messages[1]?.id, reactions: [{ emoji: "👍", count: 1 }] });
    expect(messages[3]?.replyToId).toBe(messages[1]?.id);
    expect(plan.people.get("matrix:@ben:example.org")?.name).toBe("Benny");
  });

  it("takes an edit whose new words stand behind a star alone by these words, and leaves a star that was typed", async () => {
    const said = (event_id: string, origin_server_ts: number, content: object) => ({
      type: "m.room.message",
      sender: "@ada:example.org",
      event_id,
      origin_server_ts,
      content,
    });
    const edits = (event_id: string, more: object) => ({
      "m.relates_to": { rel_type: "m.replace", event_id },
      ...more,
    });
    const messages = [
      said("$1", 1_000, { msgtype: "m.text", body: "old" }),
      said("$2", 2_000, { msgtype: "m.text", ...edits("$1", { body: "* new" }) }),
      said("$3", 3_000, { msgtype: "m.text", body: "old" }),
      said("$4", 4_000, {
        msgtype: "m.text",
        ...edits("$3", { body: "* * a list", "m.new_content": { msgtype: "m.text", body: "* a list" } }),
      }),
    ];
    const room = { room_name: "lab", topic: "", exported_by: "@ada:example.org", messages };
    const plan = await planned(await written("export.json", JSON.stringify(room)));
    expect(bodies(plan, "lab")).toEqual(["new", "\\* a list"]);
  });

  it("leaves what was taken back and what was not deciphered out, and keeps a room that is not open closed (I5)", async () => {
    const plan = await fixture("matrix");
    expect(JSON.stringify(plan.channels)).not.toContain("gone");
    expect(leftOut(plan)).toMatchObject({ "messages that were not deciphered": 1 });
    expect(plan.channels[0]?.kind).toBe("private");
  });
});

describe("Microsoft Teams", () => {
  it("takes HTML with its code, answers that stand before what they answer, titles, and files without what opens them", async () => {
    const plan = await fixture("teams");
    expect(bodies(plan, "cs-101")).toEqual([
      "**A title**\nHi @teams:u2 **bold** 🎉\n\n```python\nprint(1)\n```",
      "An answer before what it answers",
    ]);
    const [first, answer] = plan.channels[0]?.messages ?? [];
    expect(answer?.replyToId).toBe(first?.id);
    expect(first?.files).toEqual([{ name: "notes.pdf", url: "https://example.org/notes.pdf" }]);
    expect(first?.reactions).toEqual([{ emoji: "👍", members: ["teams:u2", "teams:u3"], count: 2 }]);
  });

  it("keeps a private channel to those who wrote in it, and a private team's channels to the team (I5)", async () => {
    const plan = await fixture("teams");
    expect(plan.channels.map(({ kind, members }) => [kind, members.join()])).toEqual([
      ["public", "teams:u1,teams:u2"],
      ["private", "teams:u9"],
      ["private", "teams:u1"],
      ["dm", "teams:u1,teams:u2"],
    ]);
  });
});

describe("Discord's own package", () => {
  it("takes one's own words of both its forms, and keeps them to oneself (I5)", async () => {
    const plan = await fixture("discord-package");
    expect(bodies(plan, "general")).toEqual(["**bold**, a comma\nand a line", ""]);
    expect(bodies(plan, "direct-message-with-ben")).toEqual(["psst"]);
    expect(plan.channels.map(({ kind, members }) => [kind, members.join()])).toEqual([
      ["private", "discord:5"],
      ["private", "discord:5"],
    ]);
    expect(plan.channels[0]?.messages[1]?.files).toEqual([
      { name: "photo.png", url: "https://cdn.discordapp.com/attachments/1/2/photo.png" },
    ]);
  });
});
