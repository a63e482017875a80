/** PLACE's own archive as a browser reads it: recognised, told before it is sent, and never half brought in. */
import { describe, expect, it } from "vitest";
import { packTar, unpackTar } from "modern-tar";
import { checkArchive } from "../../imports/archive/check.ts";
import { openArchive } from "../../imports/archive/open.ts";
import { prepareImport } from "../../imports/prepare.ts";
import type { ChannelLine, PersonLine } from "../../protocol/archive/schemas.ts";
import { refusal } from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import { Refusing } from "../client/support/fake-api.ts";
import { sha256 } from "../../worker/sha256.ts";
import { archiveOf, messageOf, type MadeUpChannel } from "../support/archive-of.ts";
import { zipOf } from "../support/zip.ts";
import {
  ADA,
  BEN,
  channel,
  chosen,
  CLASS,
  CLOSED,
  OPEN,
  prepared,
  refused,
  said,
  sent,
  tarOf,
  THREAD,
} from "./support/made-up-archive.ts";

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
