/** Kinds of messages that real exports have, each from a small export of our own making. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planImport, type Plan } from "../../tools/place/import/plan.ts";
import { readExport } from "../../tools/place/import/read-export.ts";
import { sourceMessageId } from "../../tools/place/import/source-ids.ts";

const FIXTURES = join(import.meta.dirname, "..", "fixtures", "imports");
const planned = async (name: string) =>
  planImport(await readExport(join(FIXTURES, name)), [], Date.parse("2026-11-20T00:00:00Z"));
const messages = (plan: Plan, name: string) => plan.channels.find((each) => each.name === name)!.messages;
const authors = (plan: Plan, name: string) =>
  messages(plan, name).map(({ author }) => plan.people.get(author)?.name ?? author);
const said = (plan: Plan, name: string, words: string) =>
  messages(plan, name).find(({ body }) => body.includes(words))!;

describe("a Slack export of before the middle of 2018 (R35)", () => {
  it("has its one file of a message, named with its size and its address, without what opens it", async () => {
    const shared = said(await planned("slack-2017"), "river-study", "measured at noon");
    expect(shared.files).toEqual([
      { name: "ph.csv", url: "https://files.slack.com/files-pri/T0-F0PH/ph.csv", size: 812 },
    ]);
    expect(JSON.stringify(shared)).not.toContain("xoxe");
  });

  it("has comments on files, said by who commented and not by nobody", async () => {
    const plan = await planned("slack-2017");
    const comment = said(plan, "river-study", "7.9");
    expect(comment).toMatchObject({ author: "slack:U0PIET", body: "7.9 looks too high" });
    expect(comment.files.map(({ name }) => name)).toEqual(["ph.csv"]);
    expect(plan.findings.allBroken).toEqual([]);
  });

  it("has pins with who pinned, and says which hang on nothing that it has", async () => {
    const plan = await planned("slack-2017");
    expect(said(plan, "river-study", "boots").pinned).toEqual({ by: "slack:U0PIET", at: 1_488_190_000_000 });
    expect(messages(plan, "river-study").filter(({ pinned }) => pinned !== undefined).length).toBe(1);
    expect(plan.findings.allLeftOut.map(({ what, places }) => [what, places])).toEqual([
      ["pins of files that hang on no message", ["channels.json, C0RIVER"]],
      ["pins of messages that are not in the export", ["channels.json, C0RIVER, 1400000000.000001"]],
    ]);
  });
});

describe("two names of one emoji are one reaction (R35)", () => {
  it("in Slack: +1 and thumbsup are one thumb, and who gave both counts once", async () => {
    expect(said(await planned("slack-2017"), "river-study", "who comes?").reactions).toEqual([
      { emoji: "👍", members: ["slack:U0NORA", "slack:U0PIET"], count: 2 },
      { emoji: "🦆", members: ["slack:U0PIET"], count: 1 },
    ]);
  });

  it("in Discord: a heart with and without the sign for a picture, and who was only counted stays counted", async () => {
    expect(said(await planned("discord-2026"), "lab", "the rules").reactions).toEqual([
      { emoji: "❤️", members: ["discord:700", "discord:701"], count: 3 },
    ]);
  });
});

describe("one program under many names is many authors (R35)", () => {
  it("a bridge in Slack, and a bot that is listed keeps its own lines", async () => {
    const plan = await planned("slack-2017");
    expect(authors(plan, "river-study").slice(3)).toEqual([
      ...["otto (irc)", "ruth (irc)", "otto (irc)", "Mill", "Mill for tests"],
      "Nora Lind",
    ]);
    expect(new Set(messages(plan, "river-study").map(({ author }) => author)).size).toBe(6);
  });

  it("its messages have the ids that they had when all its names were one author, so that a second run finds them (I2)", async () => {
    const [bridged] = messages(await planned("slack-2017"), "river-study").slice(3);
    const before = "slack:C0RIVER/1488186030.000005/slack:B0BRIDGE";
    expect(bridged?.id).toBe(sourceMessageId(1_488_186_030_000, before));
  });

  it("a bot without a name of its own in the message is called as its profile says", async () => {
    const plan = await planned("slack-2026");
    const [asked, ended] = ["where to?", "It ended"].map((words) => said(plan, "lab-notes", words).author);
    expect(asked).toBe(ended);
    expect(plan.people.get(asked!)?.name).toBe("Ask Around");
  });

  it("a webhook in Discord, and an account that is a bot stays one", async () => {
    const plan = await planned("discord-2026");
    expect(authors(plan, "lab").slice(5, 9)).toEqual(["otto (irc)", "ruth (irc)", "otto (irc)", "Mill"]);
    expect(said(plan, "lab", "beep").author).toBe("discord:720");
  });
});

describe("what stands beside the words (R35)", () => {
  it("a canvas is called by its title, and its id is no text", async () => {
    const canvas = messages(await planned("slack-2026"), "lab-notes").find(({ files }) => files.length > 0);
    expect(canvas).toMatchObject({ body: "", files: [{ name: "Plan for March", size: 10 }] });
  });

  it("a forwarded message comes with its words, its files, what hangs under it and its sticker, and is no answer", async () => {
    const plan = await planned("discord-2026");
    const [, file, words] = messages(plan, "lab");
    expect(file).toMatchObject({
      body: "",
      files: [{ name: "map.pdf", url: "https://cdn.discordapp.com/attachments/1/31/map.pdf", size: 512 }],
    });
    expect(words?.body).toBe("> look at this\n> \n> > **Weather**\n> > rain at noon\n> \n> [sticker: umbrella]");
    expect(plan.findings.allChanged.filter(({ what }) => what.startsWith("answers"))).toEqual([]);
  });

  it("an embed comes with its picture's address and its footer, also where it has nothing else", async () => {
    const plan = await planned("discord-2026");
    expect(said(plan, "lab", "river.png").body).toBe("> https://class.example/river.png\n> Figure 7");
    expect(said(plan, "lab", "all samples").body).toBe(
      "> [Mill](https://class.example/mill)\n> [Report](https://class.example/report)\n> all samples\n> **pH:** 7.2\n> made at noon",
    );
  });

  it("a poll comes with its answers and how many chose each, and how it ended with the question it answers", async () => {
    const bodies = messages(await planned("discord-2026"), "lab").map(({ body }) => body);
    expect(bodies).toContain("> **Where to?**\n> - 🌲 Forest: 3\n> - Lake: 2");
    const ended = said(await planned("discord-2026"), "lab", "3 of 5");
    expect(ended.body).toBe("> **Where to?**\n> Forest: 3 of 5 votes");
    expect(ended.replyToId).toBeDefined();
  });

  it("a sticker alone is its name, a pin is a pin", async () => {
    const plan = await planned("discord-2026");
    expect(said(plan, "lab", "boots").body).toBe("[sticker: boots]");
    expect(said(plan, "lab", "the rules").pinned).toEqual({});
  });
});

describe("channels of Discord (R35)", () => {
  it("are as open by the number of their kind as by its name, and a private thread stays closed (I5)", async () => {
    const plan = await planned("discord-2026");
    expect(plan.channels.map(({ name, kind, topic }) => [name, kind, topic])).toEqual([
      ["lab", "public", "Spring"],
      ["open-hours", "public", "Spring · Ask here"],
      ["marks", "private", "A thread of #lab"],
      ["which-boots", "public", "A thread of #lab"],
    ]);
  });
});
