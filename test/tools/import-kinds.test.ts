/** Kinds of messages that real exports have, each from a small export of our own making. */
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planImport, type Plan } from "../../imports/plan.ts";
import { readExport } from "../../tools/place/import/read-export.ts";
import { planSummary } from "../../tools/place/import/report.ts";
import { zipOf } from "../support/zip.ts";
import { sourceMessageId } from "../../imports/source-ids.ts";
import { reasonInEnglish } from "../../imports/reasons.ts";

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
    expect(messages(plan, "river-study").filter(({ pinned }) => pinned !== undefined).length).toBe(2);
    expect(plan.findings.allLeftOut.map(({ what, values, places }) => [reasonInEnglish(what, values), places])).toEqual(
      [
        ["pins of files that hang on no message", ["channels.json, C0RIVER"]],
        ["pins of messages that are not in the export", ["channels.json, C0RIVER, 1400000000.000001"]],
      ],
    );
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
      ...["Nora Lind", "Piet Vos"],
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
    const [asked, ended] = ["Forest", "It ended"].map((words) => said(plan, "lab-notes", words).author);
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
    expect(plan.findings.allChanged.filter(({ what }) => what === "strayAnswers")).toEqual([]);
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

describe("tables and blocks of Slack (R35)", () => {
  it("a table comes with its rows, also where the message is nothing else", async () => {
    const plan = await planned("slack-2026");
    expect(said(plan, "lab-notes", "the runs").body).toBe(
      "the runs\n\n| Run | Seconds |\n| --- | --- |\n| a\\|b | 40 |\n| c | 41 |",
    );
    expect(said(plan, "lab-notes", "a table").body).toBe("| Only | a table |\n| --- | --- |\n| 5*x | $3 |");
  });

  it("of a program the blocks are shown, as in Slack, and its text for notifications is named as left out", async () => {
    const plan = await planned("slack-2026");
    expect(said(plan, "lab-notes", "Forest").body).toBe("**Where to?**\nForest: 3 votes\ncloses at noon");
    const [texts] = plan.findings.allParts.filter(({ what }) => what === "notificationTexts");
    expect([...(texts?.names ?? [])]).toEqual(["text"]);
  });

  it("a shared message comes with the files that it had, and a picture under a message with its address", async () => {
    const plan = await planned("slack-2026");
    expect(said(plan, "lab-notes", "the slides").files.map(({ name }) => name)).toEqual(["slides.pdf"]);
    expect(said(plan, "lab-notes", "plot").body).toBe(
      "plot\n\n> **Plot**\n> https://class.example/plot.png\n> _Figure 2_",
    );
  });
});

describe("an Enterprise Grid export (R35)", () => {
  it("brings what is the whole organisation's and what is its one workspace's, with the names of people of both lists", async () => {
    const plan = await planned("slack-grid");
    expect(plan.channels.map(({ name, messages: list }) => [name, list.map(({ body }) => body)])).toEqual([
      ["everybody", ["to the whole school"]],
      ["north-only", ["said in the north"]],
    ]);
    expect([...plan.people.values()].map(({ name }) => name)).toEqual(["Eva Holm", "Tom Reed"]);
    expect(plan.findings.allLeftOut).toEqual([]);
  });

  it("of several workspaces one is asked for: what was open in one was not open to the others (I5)", async () => {
    const path = await mkdtemp(join(tmpdir(), "place-grid-"));
    await cp(join(FIXTURES, "slack-grid"), path, { recursive: true });
    await cp(join(FIXTURES, "slack-grid", "teams", "north"), join(path, "teams", "south"), { recursive: true });
    await expect(readExport(path)).rejects.toThrow("Grid export of 2 workspaces: north, south. Say which one");
    await expect(readExport(path, { team: "west" })).rejects.toThrow('no workspace "west"');
    const plan = planImport(await readExport(path, { team: "south" }));
    expect(plan.channels.map(({ name }) => name)).toEqual(["everybody", "north-only"]);
    expect(plan.findings.allLeftOut.map(({ what, values, count }) => [reasonInEnglish(what, values), count])).toEqual([
      ["files of other workspaces of the Enterprise Grid", 3],
    ]);
    await rm(path, { recursive: true });
  });
});

describe("a dump of slackdump (R35)", () => {
  it("brings channels with the answers inside of what they answer, each once, and a direct message to its two (I5)", async () => {
    const plan = await planned("slack-dump");
    expect(plan.channels.map(({ name, kind, members }) => [name, kind, members.length])).toEqual([
      ["hill-walks", "public", 2],
      [undefined, "dm", 2],
    ]);
    const [asked, answer, last] = messages(plan, "hill-walks");
    expect([asked?.body, answer?.body, last?.body]).toEqual(["who comes along?", "I do", "at nine"]);
    expect(answer?.replyToId).toBe(asked?.id);
    expect(plan.people.get("slack:U0EVA")?.name).toBe("Eva Holm");
    expect(planSummary(plan).join("\n")).toContain("does not say which channels were private");
  });

  it("a single file of it is enough", async () => {
    const plan = await planned("slack-dump/D0TWO.json");
    expect(plan.channels.map(({ messages: list }) => list.map(({ body }) => body))).toEqual([["between us"]]);
  });
});

describe("a zip that was packed again (R35)", () => {
  const channels = JSON.stringify([
    { id: "C1", name: "übung", members: ["U1"] },
    { id: "C2", name: "été", members: ["U1"] },
  ]);
  const day = (text: string) => JSON.stringify([{ user: "U1", text, ts: "1772445600.000001" }]);
  const dotless = (name: string) => Buffer.from(name.normalize("NFD"));

  it("has letters and their dots apart, and names without the flag for UTF-8: every message arrives", async () => {
    const folder = await mkdtemp(join(tmpdir(), "place-zip-"));
    await writeFile(
      join(folder, "export.zip"),
      zipOf([
        { name: "", rawName: dotless("Unser Kurs ä/channels.json"), content: channels },
        { name: "", rawName: dotless("Unser Kurs ä/übung/2026-03-02.json"), content: day("erste Übung") },
        { name: "", rawName: dotless("__MACOSX/Unser Kurs ä/._channels.json"), content: "nothing" },
        // Code page 437, as old DOS wrote it.
        {
          name: "",
          rawName: Buffer.concat([
            Buffer.from("Unser Kurs "),
            Buffer.from([0x84]),
            Buffer.from("/"),
            Buffer.from([0x82, 0x74, 0x82]),
            Buffer.from("/2026-03-02.json"),
          ]),
          content: day("en été"),
        },
      ]),
    );
    const plan = planImport(await readExport(join(folder, "export.zip")));
    expect(plan.channels.map(({ name, messages: list }) => [name, list.map(({ body }) => body)])).toEqual([
      ["übung", ["erste Übung"]],
      ["été", ["en été"]],
    ]);
    expect(plan.findings.allLeftOut).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it("a folder of macOS is read like one of any other system", async () => {
    const folder = await mkdtemp(join(tmpdir(), "place-nfd-"));
    const inside = join(folder, "übung".normalize("NFD"));
    await mkdir(inside);
    await writeFile(join(folder, "channels.json"), channels);
    await writeFile(join(inside, "2026-03-02.json"), day("erste Übung"));
    const plan = planImport(await readExport(folder));
    expect(messages(plan, "übung").map(({ body }) => body)).toEqual(["erste Übung"]);
    await rm(folder, { recursive: true });
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
