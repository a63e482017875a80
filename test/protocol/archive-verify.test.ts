/** An archive says itself what was done to it: each kind of tampering, named by its place. */
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../protocol/archive/canonical.ts";
import { headOf, toText } from "../../protocol/archive/chain.ts";
import {
  entryKind,
  HEADS,
  MANIFEST,
  MESSAGES_PER_ENTRY,
  messagesEntry,
  proofEntry,
} from "../../protocol/archive/format.ts";
import { ArchiveVerifier, type Flaw } from "../../protocol/archive/verify.ts";
import { MessageLineSchema } from "../../protocol/archive/schemas.ts";
import { MessageMetaSchema, REST_IN_ARCHIVE, SAME_IN_ARCHIVE, type Message } from "../../protocol/index.ts";
import { buildPart } from "../../worker/archive/parts.ts";
import { sha256 } from "../../worker/sha256.ts";

type Entries = [name: string, text: string][];
const CHANNEL = "general1";
const keys = { person: (id: string) => id, channel: (id: string) => id };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const message = (seq: number): Message => ({
  ...{ id: `01890000-0000-7000-8000-${String(seq).padStart(12, "0")}`, seq, rev: seq, author: "ada-00001", at: seq },
  body: `Message ${seq}`,
});

/** An archive of one channel with so many messages. */
function archiveOf(count: number, channel = CHANNEL): Entries {
  const entries: Entries = [];
  const ends: Uint8Array[] = [];
  for (let from = 1; from <= count; from += MESSAGES_PER_ENTRY) {
    const messages = Array.from({ length: Math.min(MESSAGES_PER_ENTRY, count - from + 1) }, (_, i) =>
      message(from + i),
    );
    const part = buildPart(channel, from, messages, keys, () => undefined);
    entries.push(...part.entries.map(({ name, bytes }): Entries[number] => [name, text(bytes)]));
    ends.push(part.link);
  }
  const heads = `${canonicalJson({ channel, count, head: toText(headOf(sha256, ends)) })}\n`;
  const root = toText(sha256(new TextEncoder().encode(heads)));
  return [[MANIFEST, canonicalJson({ root })], ...entries, [HEADS, heads]];
}
function verified(entries: Entries) {
  const verifier = new ArchiveVerifier(sha256);
  for (const [name, one] of entries) verifier.take(name, one);
  return verifier.end();
}
const FIRST = messagesEntry(CHANNEL, 1);
const PROOF = proofEntry(CHANNEL, 1);
/** The same with the lines of one entry made other ones. */
const withLines = (entries: Entries, name: string, change: (lines: string[]) => string[]): Entries =>
  entries.map(([each, one]) => [
    each,
    each === name
      ? change(one.trimEnd().split("\n"))
          .map((line) => `${line}\n`)
          .join("")
      : one,
  ]);
const without = (entries: Entries, ...names: string[]) => entries.filter(([name]) => !names.includes(name));
const swapped = (lines: string[], a: number, b: number) =>
  lines.map((line, i) => (i === a ? lines[b]! : i === b ? lines[a]! : line));

describe("of an archive of 2,500 messages", () => {
  const whole = archiveOf(2_500);
  it("it is said that it is whole, from 1 to its last", () => {
    expect(verified(whole)).toMatchObject({ flaws: [], messages: 2_500, channels: 1, takenOut: 0 });
  });

  const TAMPERINGS: [what: string, made: Entries, flaws: Flaw[]][] = [
    [
      "a changed letter",
      withLines(whole, FIRST, (lines) =>
        lines.map((line, i) => (i === 6 ? line.replace("Message 7", "Massage 7") : line)),
      ),
      [{ channel: CHANNEL, seq: 7, what: "changed" }],
    ],
    [
      "another author",
      withLines(whole, FIRST, (lines) => lines.map((line, i) => (i === 0 ? line.replace("ada-0", "bob-0") : line))),
      [{ channel: CHANNEL, seq: 1, what: "changed" }],
    ],
    [
      "a line that is no JSON any more",
      withLines(whole, FIRST, (lines) => lines.map((line, i) => (i === 3 ? line.slice(1) : line))),
      [{ channel: CHANNEL, seq: 4, what: "changed" }],
    ],
    [
      "a line that is missing",
      withLines(whole, FIRST, (lines) => lines.toSpliced(41, 1)),
      [{ channel: CHANNEL, seq: 42, what: "missing" }],
    ],
    [
      "a line that stands twice",
      withLines(whole, FIRST, (lines) => lines.toSpliced(3, 0, lines[2]!)),
      [{ channel: CHANNEL, seq: 3, what: "added" }],
    ],
    [
      "a line behind the last",
      withLines(whole, messagesEntry(CHANNEL, 2_001), (lines) => [...lines, canonicalJson({ ...message(2_501) })]),
      [{ channel: CHANNEL, seq: 2_501, what: "added" }],
    ],
    [
      "two lines in each other's place",
      withLines(whole, FIRST, (lines) => swapped(lines, 10, 11)),
      [{ channel: CHANNEL, seq: 11, what: "moved" }],
    ],
    [
      "two messages under each other's number",
      withLines(whole, FIRST, (lines) =>
        swapped(lines, 10, 11).map((line, i) =>
          i === 10 || i === 11 ? line.replace(/"seq":\d+/u, `"seq":${i + 1}`) : line,
        ),
      ),
      [
        { channel: CHANNEL, seq: 11, what: "changed" },
        { channel: CHANNEL, seq: 12, what: "changed" },
      ],
    ],
    [
      "a thousand messages that are missing in the middle",
      without(whole, messagesEntry(CHANNEL, 1_001), proofEntry(CHANNEL, 1_001)),
      [
        { channel: CHANNEL, seq: 1_001, what: "missing" },
        { channel: CHANNEL, seq: 1_501, what: "missing" },
      ],
    ],
    [
      "an end that is missing, with its proof",
      without(whole, messagesEntry(CHANNEL, 2_001), proofEntry(CHANNEL, 2_001)),
      [{ channel: CHANNEL, seq: 2_001, what: "missing" }],
    ],
    ["a proof that is missing", without(whole, PROOF), []],
    [
      "a proof with another salt",
      withLines(whole, PROOF, (lines) =>
        lines.map((line, i) => (i === 8 ? line.replace(/"[\w-]{22}"/u, `"${"A".repeat(22)}"`) : line)),
      ),
      [{ channel: CHANNEL, seq: 9, what: "changed" }],
    ],
    [
      "a proof that is none",
      withLines(whole, PROOF, (lines) => lines.map((line, i) => (i === 8 ? "{}" : line))),
      [{ channel: CHANNEL, seq: 9, what: "unreadable" }],
    ],
    ["the heads that are missing", without(whole, HEADS), []],
    [
      "a channel that nobody named",
      [...whole.slice(0, -1), ...archiveOf(1, "another1").slice(1, 3), whole.at(-1)!],
      [{ channel: "another1", what: "added" }],
    ],
    [
      "a channel that is missing whole",
      whole.filter(([name]) => !["messages", "proof"].includes(entryKind(name)?.kind ?? "")),
      [{ channel: CHANNEL, what: "missing" }],
    ],
  ];
  it.each(TAMPERINGS)("%s is named", (_what, made, flaws) => {
    const found = verified(made).flaws;
    expect(found.length).toBeGreaterThan(0);
    for (const flaw of flaws) expect(found).toContainEqual(flaw);
    // Nothing else is said of messages that are as they were.
    if (flaws.length > 0) expect(found.filter(({ seq }) => seq !== undefined)).toEqual(flaws.filter(({ seq }) => seq));
  });

  it("a stretch that was written anew, proof and heads included, has another seal", () => {
    const other = archiveOf(2_500).map(([name, one]): Entries[number] => [
      name,
      name === MANIFEST ? whole[0]![1] : one,
    ]);
    expect(verified(other).flaws).toEqual([{ what: "seal", entry: MANIFEST }]);
  });

  it("a message that was taken out of the file later, words and salt, leaves the rest whole", () => {
    const made = withLines(
      withLines(whole, FIRST, (lines) => lines.toSpliced(4, 1)),
      PROOF,
      (lines) => lines.map((line, i) => (i === 4 ? withLeaf(line, whole) : line)),
    );
    expect(verified(made)).toMatchObject({ flaws: [], takenOut: 1, messages: 2_500 });
  });
});

it("a proof of version 1 says nothing of files and roster, and is none the worse for it; one of version 2 is of all of them", () => {
  const hash = sha256(new TextEncoder().encode("bytes"));
  const withFile = (entries: Entries) => {
    const verifier = new ArchiveVerifier(sha256);
    for (const [name, one] of [...entries, ["roster.jsonl", ""] as Entries[number]]) verifier.take(name, one);
    verifier.holds("files/table-file-0001", hash);
    return verifier.end();
  };
  expect(withFile(archiveOf(1))).toMatchObject({ flaws: [], files: null });
  const rows = (...more: object[]) => {
    const made = archiveOf(1);
    const heads = made.at(-1)![1] + more.map((row) => `${canonicalJson(row)}\n`).join("");
    const root = toText(sha256(new TextEncoder().encode(heads)));
    return [[MANIFEST, canonicalJson({ root })], ...made.slice(1, -1), [HEADS, heads]] as Entries;
  };
  const roster = { entry: "roster.jsonl", hash: toText(sha256(new Uint8Array())) };
  const file = { entry: "files/table-file-0001", hash: toText(hash) };
  expect(withFile(rows(roster, file))).toMatchObject({ flaws: [], files: 1 });
  expect(withFile(rows(roster)).flaws).toEqual([{ entry: file.entry, what: "added" }]);
  expect(withFile(rows(roster, { ...file, hash: roster.hash })).flaws).toEqual([
    { entry: file.entry, what: "changed" },
  ]);
});

/** The proof of message 5 with its leaf in the place of its salt. */
function withLeaf(line: string, whole: Entries): string {
  const [seq, salt, link] = JSON.parse(line) as [number, string, string];
  const said = whole.find(([name]) => name === FIRST)![1].split("\n")[seq - 1]!;
  const leaf = sha256(Buffer.concat([Buffer.from(salt, "base64url"), Buffer.from(said)])).subarray(0, 16);
  return JSON.stringify([seq, "", link, toText(leaf)]);
}

it("the same value is the same JSON, whichever way it was written", () => {
  expect(canonicalJson({ b: [1, { d: "é", c: undefined }], a: null })).toBe('{"a":null,"b":[1,{"d":"é"}]}');
  expect(canonicalJson({ a: null, b: [1, { d: "\u00e9" }] })).toBe('{"a":null,"b":[1,{"d":"é"}]}');
});

it("of every field that a message can have it is decided whether an archive has it, and if not, why", () => {
  const fields = Object.keys(MessageMetaSchema.entries).sort();
  expect([...SAME_IN_ARCHIVE, ...Object.keys(REST_IN_ARCHIVE)].sort()).toEqual(fields);
  const lines = Object.keys(MessageLineSchema.entries);
  const rewritten = Object.entries(REST_IN_ARCHIVE).flatMap(([field, how]) => (how === "rewritten" ? field : []));
  expect(fields.filter((field) => lines.includes(field))).toEqual([...SAME_IN_ARCHIVE, ...rewritten].sort());
});
