/** PLACE's own archive as a browser reads it: recognised, told before it is sent, and never half brought in. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packTar, unpackTar } from "modern-tar";
import { checkArchive } from "../../imports/archive/check.ts";
import { coursePage, planCourse } from "../../imports/archive/course.ts";
import { openArchive } from "../../imports/archive/open.ts";
import type { ChosenFile } from "../../imports/blob-files.ts";
import { prepareImport } from "../../imports/prepare.ts";
import { brokenInEnglish, CannotRead, troubleInEnglish } from "../../imports/trouble.ts";
import type { ChannelLine, PersonLine } from "../../protocol/archive/schemas.ts";
import { refusal, type Message } from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import { fakeApi, Refusing, type Asked } from "../client/support/fake-api.ts";
import { sha256 } from "../../worker/sha256.ts";
import { archiveOf, messageOf, type MadeUpChannel } from "../support/archive-of.ts";
import { zipOf } from "../support/zip.ts";

const person = (key: string, name: string): PersonLine => ({ key, handle: name.toLowerCase(), name, role: "student" });
const [ADA, BEN] = [person("ada-00001", "Ada"), person("ben-00001", "Ben")];
const channel = (key: string, more: Partial<ChannelLine> = {}): ChannelLine => ({
  ...{ key, kind: "public", name: key, posting: "all", createdAt: 1 },
  ...more,
});
const OPEN: MadeUpChannel = {
  line: channel("general1", { default: true }),
  messages: [messageOf(1, "What is a stack?"), messageOf(2, "The last one in", { author: BEN.key, replyTo: 1 })],
};
const CLOSED = {
  line: channel("staff001", { kind: "private", members: [ADA.key] }),
  messages: [messageOf(1, "Grades")],
};
const THREAD = {
  line: { key: "thread01", kind: "thread", posting: "all", createdAt: 2, on: { channel: "general1", seq: 1 } } as const,
  messages: [messageOf(1, "And a queue?", { author: BEN.key })],
};
const CLASS = [OPEN, THREAD, CLOSED];

const chosen = (bytes: Uint8Array, path = "class.tar"): ChosenFile[] => [
  { path, blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) },
];
const tarOf = async (channels: MadeUpChannel[], people = [ADA, BEN]) => (await archiveOf(people, channels)).tar;
const prepared = async (channels: MadeUpChannel[], people?: PersonLine[]) =>
  prepareImport(chosen(await tarOf(channels, people)), {});
/** The sentences with which it is not taken. */
async function refused(files: ChosenFile[]): Promise<string[]> {
  const error: unknown = await prepareImport(files, {}).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CannotRead)) throw new Error(`it was taken, or failed otherwise: ${String(error)}`);
  return [...error.troubles.map(troubleInEnglish), ...error.broken.map(brokenInEnglish)];
}
const changed = (tar: Uint8Array, from: string, to: string) =>
  new Uint8Array(Buffer.from(Buffer.from(tar).toString("latin1").replace(from, to), "latin1"));

describe("an archive that is chosen", () => {
  it("says whose it is, who will read what, and what of it does not come, before anything is sent", async () => {
    const { summary } = await prepared(CLASS);
    expect(summary).toMatchObject({
      ...{ source: "place", people: 2, messages: 4, archive: { name: "Made-up class", by: "Ada", files: 0 } },
      entries: { taken: 4, leftOut: 0, broken: 0 },
      channels: [
        { name: "general1", kind: "public", messages: 3, threads: 1 },
        { name: "staff001", kind: "private", messages: 1, threads: 0, names: ["Ada"] },
      ],
    });
    expect(summary.leftOut.map(({ what }) => what).sort()).toEqual(["classRoster", "proofs"]);
    expect(summary.changed).toMatchObject([{ what: "defaultChannels", places: ["#general1"] }]);
  });

  it("is the same as a folder or a zip of what was unpacked, in whatever order", async () => {
    const tar = await tarOf(CLASS);
    const entries = await unpackTar(tar);
    const files = entries.map(({ header, data }) => ({ path: `mine/${header.name}`, bytes: data ?? new Uint8Array() }));
    const folder = files
      .reverse()
      .map(({ path, bytes }) => ({ path, blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) }));
    const zip = zipOf(files.map(({ path, bytes }) => ({ name: path, content: new TextDecoder().decode(bytes) })));
    const { summary } = await prepareImport(chosen(tar), {});
    expect((await prepareImport(folder, {})).summary).toEqual(summary);
    expect((await prepareImport(chosen(new Uint8Array(zip), "mine.zip"), {})).summary).toEqual(summary);
  });

  it("counts an entry that it does not know, and one that leads out of it, as left out", async () => {
    const strange = ["../../etc/passwd", "notes.txt"];
    const { summary } = await prepareImport(chosen(await withEntries(await tarOf(CLASS), strange)), {});
    expect(summary.leftOut.find(({ what }) => what === "notSaid")).toMatchObject({ count: 2, places: strange });
  });
});

describe("nothing of an archive is brought in", () => {
  it("where a byte was changed: the message is named", async () => {
    const tar = await tarOf(CLASS);
    expect(await refused(chosen(changed(tar, "The last one in", "The next one in")))).toEqual([
      "This archive is not what it was when it was made.",
      "#general1, message 2: was changed",
    ]);
    expect(await refused(chosen(changed(tar, '"handle":"ada"', '"handle":"eve"')))).toEqual([
      "This archive is not what it was when it was made.",
      "people/0000000001.jsonl: was changed",
    ]);
  });

  it("where it is of a newer version, breaks off, or is another tar", async () => {
    const tar = await tarOf(CLASS);
    expect(await refused(chosen(changed(tar, '"version":2', '"version":9')))).toEqual([
      "This archive is of version 9, and this PLACE reads version 2. Bring it into a newer PLACE.",
    ]);
    expect((await refused(chosen(tar.slice(0, tar.length / 2))))[0]).toMatch(/^The archive is not whole: /u);
    const other = await withEntries(new Uint8Array(), ["readme.txt"]);
    expect(await refused(chosen(other))).toEqual(["This is no archive of PLACE: it does not begin with its manifest."]);
  });

  describe("where of a file", () => {
    const [MINE, GONE] = ["table-file-0001", "photo-file-0001"];
    const files = [
      { id: MINE, name: "table.csv", size: 8, type: "text/plain" },
      { id: GONE, name: "photo.png", size: 5, type: "image/png" },
    ];
    const withFiles = { ...OPEN, messages: [messageOf(1, "Look", { meta: { files } })] };
    const whole = async () => {
      const bytes: [string, string][] = [
        [MINE, "a,b\n1,2\n"],
        [GONE, "photo"],
      ];
      return (await archiveOf([ADA, BEN], [withFiles], "Made-up class", bytes)).tar;
    };
    const without = async (tar: Uint8Array, left: string) =>
      packTar(
        (await unpackTar(tar)).flatMap(({ header, data }) =>
          header.name === left ? [] : { header: { name: header.name, size: data?.length ?? 0 }, body: data },
        ),
      );
    const NOT_AS_IT_WAS = "This archive is not what it was when it was made.";

    it("nothing was done, it is taken", async () => {
      expect((await prepareImport(chosen(await whole()), {})).summary.archive).toMatchObject({ files: 2 });
      const { verified } = await checkArchive((await openArchive(chosen(await whole())))!.entries, sha256);
      expect(verified).toMatchObject({ flaws: [], files: 2 });
    });

    it("a byte was changed, or all of them are missing: its message and its name are said", async () => {
      expect(await refused(chosen(changed(await whole(), "1,2\n", "1,3\n")))).toEqual([
        NOT_AS_IT_WAS,
        "#general1, message 1: has a file whose bytes were changed (table.csv)",
      ]);
      expect(await refused(chosen(await without(await whole(), `files/${GONE}`)))).toEqual([
        NOT_AS_IT_WAS,
        "#general1, message 1: has a file whose bytes are missing (photo.png)",
      ]);
    });

    it("one was added, which no message has, or which stands there twice", async () => {
      expect(await refused(chosen(await withEntries(await whole(), ["files/nobodys-file-0001"])))).toEqual([
        NOT_AS_IT_WAS,
        "files/nobodys-file-0001: was added",
      ]);
      expect(await refused(chosen(await withEntries(await whole(), [`files/${MINE}`])))).toEqual([
        NOT_AS_IT_WAS,
        "#general1, message 1: has a file whose bytes were changed (table.csv)",
      ]);
    });

    it("a line of the roster was changed, which nobody reads", async () => {
      const tar = await without(await whole(), "roster.jsonl");
      expect(await refused(chosen(tar))).toEqual([NOT_AS_IT_WAS, "roster.jsonl: is missing"]);
    });
  });

  const two = [messageOf(1, "One"), messageOf(2, "Two")] as const;
  const react = { reactions: [{ emoji: "👍", members: ["eve-00001"], count: 1 }] };
  const ahead = messageOf(2, "Soon", { at: Date.now() + 86_400_000 });
  // prettier-ignore
  const WRONG: [what: string, channels: MadeUpChannel[], said: string, people?: PersonLine[]][] = [
    ["somebody wrote in it whom it does not have", [{ ...OPEN, messages: [two[0], messageOf(2, "x", { author: "eve-00001" })] }], "messages/general1/0000000001.jsonl, line 2: it names somebody whom the archive does not have (eve-00001)"],
    ["somebody reacted in it whom it does not have", [{ ...OPEN, messages: [messageOf(1, "x", { meta: react })] }], "messages/general1/0000000001.jsonl, line 1: it names somebody whom the archive does not have (eve-00001)"],
    ["somebody reads it whom it does not have", [{ ...CLOSED, line: { ...CLOSED.line, members: ["eve-00001"] } }], "channels/0000000001.jsonl, line 1: it names somebody whom the archive does not have (eve-00001)"],
    ["an id stands twice in a channel", [{ ...OPEN, messages: [two[0], { ...two[1], id: two[0].id }] }], `messages/general1/0000000001.jsonl, line 2: its id stands in its channel twice (${two[0].id})`],
    ["a person stands in it twice", [OPEN], "people/0000000001.jsonl, line 2: its key stands in the archive twice (ada-00001)", [ADA, { ...BEN, key: ADA.key }, BEN]],
    ["a thread hangs on no message of it", [OPEN, { ...THREAD, line: { ...THREAD.line, on: { channel: "general1", seq: 3 } } }], "channels/0000000001.jsonl, line 2: it is a thread that hangs on no message of a channel before it"],
    ["a thread stands before its channel", [THREAD, OPEN], "channels/0000000001.jsonl, line 1: it is a thread that hangs on no message of a channel before it"],
    ["a message is of tomorrow", [{ ...OPEN, messages: [two[0], ahead] }], "messages/general1/0000000001.jsonl, line 2: its time lies in the future"],
    ["a class would not take what a line says", [{ ...OPEN, line: channel("general1", { name: "no name at all ".repeat(20) }) }], 'channels/0000000001.jsonl, line 1: its "name" is not what it should be'],
  ];
  it("where a channel stands in it twice, whatever its proof says of that", async () => {
    const files = chosen(await tarOf([OPEN, { ...OPEN, messages: [] }]));
    const { wrong } = await checkArchive((await openArchive(files))!.entries, sha256);
    expect(wrong).toMatchObject([{ place: "channels/0000000001.jsonl, line 2", why: { code: "keyTwice" } }]);
    expect((await refused(files))[0]).toBe("This archive is not what it was when it was made.");
  });
  it.each(WRONG)("where %s", async (_, channels, said, people) => {
    const [sentence, ...places] = await refused(chosen(await tarOf(channels, people)));
    expect(sentence).toBe("This archive is not brought in, since something in it is wrong.");
    expect(places).toContain(said);
  });
});

describe("the course in one file", () => {
  const many = {
    line: channel("general1"),
    messages: Array.from({ length: 2_500 }, (_, n) =>
      messageOf(n + 1, `${n} </script> و`, n > 0 ? { replyTo: n } : {}),
    ),
  };
  async function pageOf(channels: MadeUpChannel[], openOnly = false): Promise<string> {
    const tar = await tarOf(channels);
    const open = () => new Blob([tar as Uint8Array<ArrayBuffer>]).stream();
    const plan = await planCourse(open, { sha256, openOnly });
    // The reader is as long as a slice of the page is, so that blocks lie across two of them.
    const reader = { script: `let a;${" ".repeat(4 * 1024 * 1024)}`, style: "", extras: "let b;", extrasStyle: "" };
    let html = "";
    for await (const piece of coursePage(open, plan, reader)) html += piece;
    return html;
  }
  const asFile = (html: string) => chosen(new TextEncoder().encode(html), "course.html");

  it("sends the same messages as the archive that it was made of, and says that it has not the archive's proof", async () => {
    const html = await pageOf([many, THREAD, CLOSED]);
    const { summary } = await prepareImport(asFile(html), {});
    expect(summary).toMatchObject({ messages: 2_502, archive: { name: "Made-up class", hasProof: false } });
    const channels = ["general1", "thread01", "staff001"];
    const [course, archive] = [await sent(asFile(html)), await sent([many, THREAD, CLOSED])];
    for (const key of channels) expect(said(course.asked, key)).toEqual(said(archive.asked, key));
    expect(said(course.asked, "general1")).toHaveLength(2_500);
  });

  it("that was made without private channels has none to bring", async () => {
    const { summary } = await prepareImport(asFile(await pageOf([OPEN, THREAD, CLOSED], true)), {});
    expect(summary.channels.map(({ name }) => name)).toEqual(["general1"]);
  });

  it("that lacks a block, or has one that is cut, is refused; another page is none", async () => {
    const html = await pageOf([many, THREAD]);
    const block = (entry: string) => new RegExp(`<script type="[^"]*" data-entry="${entry}">([^<]*)</script>\\n`, "u");
    const last = block("messages/general1/0000001001.jsonl");
    const lacks = "This is the course in one file, and it is not what it was when it was made.";
    expect(await refused(asFile(html.replace(last, "")))).toEqual([lacks, "messages/general1: is missing"]);
    const cut = html.replace(last, (whole, data: string) => whole.replace(data, data.slice(0, 400)));
    expect(await refused(asFile(cut))).toEqual([lacks, "messages/general1/0000001001.jsonl: cannot be read"]);
    const packed = (text: string) => deflateRawSync(Buffer.from(text)).toString("base64");
    const changed = html.replace(last, (whole, data: string) =>
      whole.replace(data, packed(inflateRawSync(Buffer.from(data, "base64")).toString().replace("1500 <", "1501 <"))),
    );
    expect(await refused(asFile(changed))).toEqual([lacks, "messages/general1/0000001001.jsonl: was changed"]);
    const put = html.replace(
      last,
      (whole) => whole.replace("0000001001", "0000003001").replace("general1", "thread01") + whole,
    );
    expect(await refused(asFile(put))).toEqual([lacks, "messages/thread01/0000003001.jsonl: was added"]);
    expect((await refused(asFile("<!doctype html><title>x</title>")))[0]).toMatch(/^course\.html is a web page\./u);
  });
});

describe("what is sent of an archive", () => {
  it("is all of it as it stands: people, channels, threads on their messages, and each message once", async () => {
    const { asked, uploaded } = await sent(CLASS);
    expect(uploaded).toMatchObject({ people: 2, stopped: false });
    expect(uploaded.channels.map(({ stored, leftOut }) => [stored, leftOut])).toEqual([
      [2, 0],
      [1, 0],
      [1, 0],
    ]);
    const channels = asked.filter(({ path }) => path.endsWith("/import/channels")).map(({ body }) => body);
    expect(channels).toMatchObject([
      { key: "place:general1", kind: "public", members: [] },
      { key: "place:thread01", kind: "thread", on: { channel: "at-general1", seq: 1 } },
      { key: "place:staff001", kind: "private", members: ["me-ada-00001"] },
    ]);
    expect(said(asked, "general1")).toMatchObject([
      { body: "What is a stack?", author: "me-ada-00001", meta: { source: "place" } },
      { body: "The last one in", author: "me-ben-00001", replyTo: 1 },
    ]);
  });

  it("leaves a channel out that people of the class write in by now, and goes on with the others", async () => {
    const { uploaded } = await sent(CLASS, ({ path }) =>
      path.includes("at-general1/messages") ? new Refusing(refusal("taken_over")) : undefined,
    );
    expect(uploaded.channels).toMatchObject([
      { leftOut: 2, why: "taken_over", stored: 0 },
      { stored: 1, leftOut: 0 },
      { stored: 1, leftOut: 0 },
    ]);
  });

  it("leaves a channel out that the class reads here and not everybody read there, and the threads in it", async () => {
    const closed = { ...OPEN, line: { ...OPEN.line, kind: "private", members: [ADA.key] } as ChannelLine };
    const more = { reason: "import_more_open", ...because("import_more_open") };
    const { asked, uploaded } = await sent([closed, THREAD, CLOSED], ({ path, body }) =>
      path.endsWith("/channels") && body["key"] === "place:general1"
        ? new Refusing(refusal("invalid", { field: "kind", ...more }))
        : undefined,
    );
    expect(uploaded.channels).toMatchObject([
      { name: "general1", leftOut: 2, why: "more_open" },
      { leftOut: 1, why: "more_open" },
      { name: "staff001", stored: 1, leftOut: 0 },
    ]);
    expect(JSON.stringify(asked)).not.toContain("What is a stack?");
    expect(JSON.stringify(asked)).not.toContain("And a queue?");
  });

  it("goes on after a stop with what is missing", async () => {
    const stop = new AbortController();
    const first = await sent(CLASS, ({ path }) => void (path.endsWith("/messages") && stop.abort()), stop.signal);
    expect(first.uploaded.stopped).toBe(true);
    const places = OPEN.messages.map(({ id, seq }) => ({ id, seq }));
    const again = await sent(CLASS, ({ path, method }) =>
      method === "GET" && path.includes("at-general1") ? { places, reachedEnd: true } : undefined,
    );
    expect(again.uploaded.channels[0]).toMatchObject({ there: 2, stored: 0 });
    expect(said(again.asked, "general1")).toEqual([]);
  });
});

/** With these entries behind its own. */
async function withEntries(tar: Uint8Array, names: string[]): Promise<Uint8Array> {
  const { packTar } = await import("modern-tar");
  const more = await packTar(names.map((name) => ({ header: { name, size: 1 }, body: "x" })));
  // A tar ends with blocks of zeros: what is behind them would not be read.
  let end = tar.length;
  while (end > 0 && tar[end - 1] === 0) end -= 1;
  return new Uint8Array(Buffer.concat([tar.subarray(0, Math.ceil(end / 512) * 512), more]));
}

/** Into a class that takes everything but what `instead` answers. */
async function sent(
  what: MadeUpChannel[] | ChosenFile[],
  instead: (asked: Asked) => unknown = () => undefined,
  signal = new AbortController().signal,
) {
  const { api, asked } = fakeApi((one) => {
    const answer = instead(one);
    if (answer !== undefined) return answer;
    const { path, method, body } = one;
    if (path.endsWith("/import/people"))
      return {
        people: (body["people"] as { key: string }[]).map(({ key }) => ({ key, member: key.replace("place:", "me-") })),
      };
    if (path.endsWith("/import/channels"))
      return {
        channel: { id: String(body["key"]).replace("place:", "at-"), name: String(body["name"] ?? "") },
        created: true,
      };
    // Each kept the handle that they had.
    if (path.endsWith("/members")) return { members: [] };
    if (method === "GET") return { places: [], reachedEnd: true };
    const messages = body["messages"] as Message[];
    return { stored: messages.length, known: 0, places: messages.map(({ id }, n) => ({ id, seq: n + 1 })) };
  });
  const files = what.flatMap((each) => ("blob" in each ? each : []));
  const { send } = files.length > 0 ? await prepareImport(files, {}) : await prepared(what as MadeUpChannel[]);
  const events = { channel: () => undefined, progress: () => undefined };
  return { asked, uploaded: await send(api, "class-1", [], events, signal) };
}
const said = (asked: Asked[], key: string) =>
  asked
    .filter(({ path, method }) => method === "POST" && path.includes(`at-${key}/messages`))
    .flatMap(({ body }) => body["messages"] as Message[]);
