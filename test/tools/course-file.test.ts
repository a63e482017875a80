/** The course in one file: every message line of the archive is in the page as it was, and nothing that was written becomes part of the page. */
import { inflateRawSync } from "node:zlib";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coursePage, planCourse, type CourseReader } from "../../imports/archive/course.ts";
import type { CourseIndex } from "../../imports/archive/course-format.ts";
import { firstFlaw, hashOfText, markOf, printsOf } from "../../imports/archive/course-proof.ts";
import { CannotImport } from "../../imports/cannot-import.ts";
import type { ChannelLine, PersonLine } from "../../protocol/archive/schemas.ts";
import { openArchive, sha256 } from "../../tools/place/archive/open-archive.ts";
import { blockOf, find, folded } from "../../web/src/course/find.ts";
import { archiveOf, messageOf, type MadeUpChannel } from "../support/archive-of.ts";

const ADA: PersonLine = {
  key: "ada-00001",
  handle: "ada",
  name: "Ada </title><script>alert(1)</script>",
  role: "teacher",
};
const channel = (key: string, more: Partial<ChannelLine> = {}): ChannelLine => ({
  ...{ key, kind: "public", name: key, posting: "all", createdAt: 1 },
  ...more,
});
const READER: CourseReader = { script: "let reader;", style: "p{}", extras: "let extras;", extrasStyle: "b{}" };
const HOSTILE = [
  "</script><script>alert(1)</script>",
  "<!-- <script>",
  "]]>",
  "\u2028</ScRiPt >",
  "$&$'",
  "العربية 🎓",
];

async function pageOf(channels: MadeUpChannel[], openOnly = false) {
  const { tar, messages } = await archiveOf([ADA], channels, "Class </title><script>alert(1)</script>");
  const open = () => new Blob([tar as Uint8Array<ArrayBuffer>]).stream();
  const plan = await planCourse(open, { sha256, openOnly });
  let html = "";
  for await (const piece of coursePage(open, plan, READER)) html += piece;
  return { html, messages, mark: plan.mark, blocks: blocksIn(html) };
}
function blocksIn(html: string): Map<string, string> {
  const found = html.matchAll(/<script type="application\/x-place-block" data-entry="([^"]*)">([^<]*)<\/script>/gu);
  return new Map(
    [...found].map(([, name = "", data = ""]) => [name, inflateRawSync(Buffer.from(data, "base64")).toString()]),
  );
}
const indexIn = (blocks: Map<string, string>) => JSON.parse(blocks.get("index") ?? "") as CourseIndex;

describe("the course in one file", () => {
  it("has every line of every message of the archive, letter for letter, and the end of the first channel before its program", async () => {
    const general = {
      line: channel("general1"),
      messages: Array.from({ length: 2_500 }, (_, n) => messageOf(n + 1, `${n} ${HOSTILE[n % 6]}`)),
    };
    const other = { line: channel("homework"), messages: [messageOf(1, "Due on Friday")] };
    const { html, messages, blocks } = await pageOf([general, other]);
    expect([...blocks.keys()].filter((name) => name.startsWith("messages/")).sort()).toEqual(
      [...messages.keys()].sort(),
    );
    for (const [name, text] of messages) expect(blocks.get(name)).toBe(text);
    expect(html.indexOf("messages/general1/0000002001.jsonl")).toBeLessThan(html.indexOf(READER.script));
    expect(html.indexOf("messages/general1/0000000001.jsonl")).toBeGreaterThan(html.indexOf(READER.script));
    expect(indexIn(blocks).counts).toEqual({ general1: 2_500, homework: 1 });
  });

  it("is ended by nothing that anybody wrote: its only programs are the two whose hashes its policy names", async () => {
    const { html } = await pageOf([
      { line: channel("general1"), messages: HOSTILE.map((body, n) => messageOf(n + 1, body)) },
    ]);
    const scripts = [...html.matchAll(/<script([^>]*)>(.*?)<\/script>/gsu)];
    const running = scripts.filter(([, attributes]) => attributes === "").map(([, , text = ""]) => text);
    expect(running).toEqual([READER.script, READER.extras]);
    const policy = /content-security-policy" content="([^"]*)"/u.exec(html)?.[1] ?? "";
    for (const script of running) expect(policy).toContain(createHash("sha256").update(script).digest("base64"));
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-/u);
    expect(/script-src[^;]*/u.exec(policy)?.[0]).not.toMatch(/unsafe|\*|https?:/u);
    expect(html).not.toContain("<!--");
    expect(html).toContain("<title>Class &lt;/title&gt;");
  });

  it("keeps deleted messages deleted", async () => {
    const gone = messageOf(1, "", { deletedAt: 5 });
    const { blocks } = await pageOf([{ line: channel("general1"), messages: [gone, messageOf(2, "Here")] }]);
    const [line = ""] = (blocks.get("messages/general1/0000000001.jsonl") ?? "").split("\n");
    expect(JSON.parse(line)).toMatchObject({ seq: 1, body: "", deletedAt: 5 });
  });

  it("leaves out private channels and the threads in them where that is asked for, names, counts and all", async () => {
    const shut = channel("secret-1", { kind: "private", members: ["ada-00001"] });
    const inShut = channel("thread-1", {
      kind: "thread",
      name: undefined,
      on: { channel: "secret-1", seq: 1, author: "ada-00001" },
    } as Partial<ChannelLine>);
    delete inShut.name;
    const channels = [
      { line: channel("general1"), messages: [messageOf(1, "Open")] },
      { line: shut, messages: [messageOf(1, "Private words")] },
      { line: inShut, messages: [messageOf(1, "Private reply")] },
    ];
    const { blocks } = await pageOf(channels, true);
    expect([...blocks.keys()]).toEqual(["index", "messages/general1/0000000001.jsonl", "prints"]);
    expect([...blocks.values()].join("")).not.toMatch(/secret-1|thread-1|Private/u);
    expect(indexIn(blocks).openOnly).toBe(true);
    expect([...(await pageOf(channels)).blocks.keys()]).toHaveLength(5);
  });

  it("is made of an archive on a disk, of which it skips what it does not need", async () => {
    const messages = Array.from({ length: 2_500 }, (_, n) =>
      messageOf(n + 1, `Message ${n} ${"of many words ".repeat(9)}`),
    );
    const { tar } = await archiveOf([ADA], [{ line: channel("general1"), messages }]);
    const folder = await mkdtemp(join(tmpdir(), "place-course-"));
    await writeFile(join(folder, "class.tar"), tar);
    const open = openArchive(join(folder, "class.tar"));
    const pieces: string[] = [];
    const plan = await planCourse(open, { sha256, openOnly: false });
    for await (const piece of coursePage(open, plan, READER)) pieces.push(piece);
    await rm(folder, { recursive: true });
    expect(blocksIn(pieces.join("")).size).toBe(5);
  });

  it("is not made of an archive in which a letter was changed", async () => {
    const { tar } = await archiveOf(
      [ADA],
      [{ line: channel("general1"), messages: [messageOf(1, "The original words")] }],
    );
    const changed = Buffer.from(tar);
    changed.write("X", changed.indexOf("original"));
    const open = () => new Blob([changed]).stream();
    await expect(planCourse(open, { sha256, openOnly: false })).rejects.toThrow(CannotImport);
  });
});

describe("what it is held against", () => {
  const was = ["one", "two", "three", "four"];
  const flawOf = async (lines: readonly string[]) =>
    firstFlaw(await printsOf(was, sha256), await printsOf(lines, sha256));

  it("names the line that was changed, taken out, put in or moved, and none where all are as they were", async () => {
    expect(await flawOf(was)).toBeNull();
    expect(await flawOf(["one", "two", "three!", "four"])).toEqual({ what: "changed", at: 2 });
    expect(await flawOf(["two", "three", "four"])).toEqual({ what: "missing", at: 0 });
    expect(await flawOf(["one", "two", "three"])).toEqual({ what: "missing", at: 3 });
    expect(await flawOf(["one", "2", "two", "three", "four"])).toEqual({ what: "added", at: 1 });
    expect(await flawOf([...was, "five"])).toEqual({ what: "added", at: 4 });
    expect(await flawOf(["one", "three", "two", "four"])).toEqual({ what: "moved", at: 1 });
  });

  it("is in the index for each block and for no other, and its mark is of the index", async () => {
    const { blocks, mark } = await pageOf([
      { line: channel("general1"), messages: [messageOf(1, "One"), messageOf(2, "Two")] },
      { line: channel("homework"), messages: [messageOf(1, "Due")] },
    ]);
    const { hashes = {} } = indexIn(blocks);
    const entries = [...blocks.keys()].filter((name) => name.startsWith("messages/"));
    expect(Object.keys(hashes).sort()).toEqual(entries.sort());
    for (const entry of entries) expect(hashes[entry]).toBe(await hashOfText(blocks.get(entry) ?? "", sha256));
    expect(mark).toBe(await markOf(blocks.get("index") ?? "", sha256));
    expect(mark).toMatch(/^[\da-f]{16}$/u);
  });
});

describe("its search", () => {
  const lines = ["Der Übergang", "café TERMS", "all words of it", "words alone"].map((body, n) => ({
    ...{ seq: n + 1, id: `${n}`, author: "ada", at: n, body },
  }));
  const blocks = [blockOf("general1", lines)];
  const seqs = (query: string) => find(blocks, query, 60).hits.map(({ seq }) => seq);

  it("finds all words in any order, whatever their case and marks, the latest first", () => {
    expect(seqs("ubergang")).toEqual([1]);
    expect(seqs("CAFÉ terms")).toEqual([2]);
    expect(seqs("words")).toEqual([4, 3]);
    expect(seqs("it words")).toEqual([3]);
    expect(seqs("nowhere")).toEqual([]);
    expect(seqs("   ")).toEqual([]);
    expect(folded("ÉTÉ")).toBe("ete");
  });

  it("counts all that it found, and finds nothing across two messages", () => {
    expect(find(blocks, "words", 1)).toMatchObject({ count: 2, hits: [{ seq: 4 }] });
    expect(seqs("terms\u0000all")).toEqual([]);
  });
});
