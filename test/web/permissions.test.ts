/** The page offers by the table of permissions, and decides nothing about roles by itself. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasOtherOwner, personTarget, refusalOf, type KnownClass } from "../../client/permissions.ts";
import type { Channel, Message } from "../../protocol/index.ts";
import { REACH_FREELY_MAX } from "../../protocol/limits.ts";
import { groupMentionReaches } from "../../protocol/mentions.ts";
import { targetOf } from "../../protocol/permissions.ts";
import { mayReply, mayWritePrivately } from "../../web/src/lib/conversation/allowed.ts";
import type { WorkspaceState } from "../../web/src/lib/class/state/workspace.svelte.ts";

const ROLE = String.raw`["'](?:owner|teacher|ta|student|guest)["']`;
/** A role compared, looked up in a set, or asked what it ranks: a decision. Showing one is none. */
const DECIDES = [
  new RegExp(String.raw`\brole\s*[!=]==?\s*${ROLE}`, "u"),
  new RegExp(String.raw`${ROLE}\s*[!=]==?\s*[\w.]*\brole\b`, "u"),
  /\.(?:has|includes)\([\w.]*\brole\)/u,
  /\bis(?:Staff|Lead|Teacher|Owner)\b/u,
  /\bRANK\b/u,
  /\bdecide(?:InChannel|InWorkspace)\b/u,
  new RegExp(String.raw`\bcase\s+${ROLE}`, "u"),
];
/** File → what stands there, and why it is no decision about who may. */
const SHOWS: Record<string, string> = {
  // The colour of a badge: a guest's is quieter.
  "lib/class/people/RoleBadge.svelte": `class:staff={role !== "guest"}`,
};

const sources = readdirSync("web/src", { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.(?:ts|svelte)$/u.test(file),
);

test("R9: no file of the page compares roles: the table of permissions does, on both sides", () => {
  const found = sources.flatMap((file) =>
    readFileSync(join("web/src", file), "utf8")
      .split("\n")
      .filter((line) => DECIDES.some((pattern) => pattern.test(line)) && !line.includes(SHOWS[file] ?? "\0"))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(sources.length).toBeGreaterThan(200);
  expect(found).toEqual([]);
});

const NOW = 1_800_000_000_000;
const channel: Channel = {
  ...{ id: "c", workspace: "w", kind: "public", name: "general", topic: "", posting: "all", isDefault: false },
  ...{ createdBy: null, createdAt: 0, archivedAt: null },
};
const me = { member: "ada", role: "student" as const };
const member = (id: string, more: object = {}) => [id, { id, role: "student" as const, ...more }] as const;
const known = (more: Partial<KnownClass> = {}): KnownClass => ({
  me,
  members: new Map([member("ada"), member("bo")]),
  channels: new Map(),
  blocks: new Set(),
  noDirect: new Set(),
  ...more,
});
const direct: Channel = { ...channel, id: "d", kind: "dm", members: ["ada", "bo"] };
const thread: Channel = { ...channel, id: "t", kind: "thread", parent: { channel: "d", seq: 1 } };

describe("R9: what the page asks the table with", () => {
  const inThread = known({ channels: new Map([["d", direct]]) });
  const others = targetOf({ author: "bo" }, "ada");
  test("a thread is as private as the direct message that it hangs in", () => {
    const staff = known({ me: { member: "ada", role: "owner" }, channels: new Map([["d", direct]]) });
    expect(refusalOf(staff, "deleteMessage", thread, others, NOW)).toBe("forbidden");
    expect(refusalOf(staff, "readVersions", thread, others, NOW)).toBe("forbidden");
    expect(refusalOf(inThread, "pin", thread, others, NOW)).toBeNull();
  });
  test("a thread in an open channel has checkpoints as its channel has", () => {
    const ta = known({ me: { member: "ada", role: "ta" }, channels: new Map([["d", channel]]) });
    expect(refusalOf(ta, "setCheckpoint", thread, others, NOW)).toBeNull();
  });
  test("a mute is mine, and ends when it ends", () => {
    const muted = known({ me: { ...me, mutedUntil: NOW + 1 } });
    expect(refusalOf(muted, "post", channel, {}, NOW)).toBe("muted");
    expect(refusalOf(muted, "post", channel, {}, NOW + 1)).toBeNull();
  });
  test.each([
    ["left", { members: new Map([member("ada"), member("bo", { left: true })]) }, "no_direct"],
    ["came with an import", { members: new Map([member("ada"), member("bo", { imported: true })]) }, "no_direct"],
    ["visits the class site", { members: new Map([member("ada"), member("bo", { visitor: true })]) }, "no_direct"],
    ["takes none of mine", { noDirect: new Set(["bo"]) }, "no_direct"],
    ["is blocked by me", { blocks: new Set(["bo"]) }, "blocking"],
  ] as const)("a direct message with one who %s is closed, and so is a thread in it", (_what, more, code) => {
    expect(refusalOf(known(more), "post", direct, {}, NOW)).toBe(code);
    expect(refusalOf(known({ ...more, channels: new Map([["d", direct]]) }), "post", thread, {}, NOW)).toBe(code);
    expect(refusalOf(known(more), "post", channel, {}, NOW)).toBeNull();
  });
  test("notes to myself are never closed", () => {
    const gone = known({ members: new Map([member("ada", { left: true })]) });
    expect(refusalOf(gone, "post", { ...direct, members: ["ada"] }, {}, NOW)).toBeNull();
  });
  test("what I made is mine to run where it is private; what is listed is not mine yet", () => {
    expect(refusalOf(known(), "archiveChannel", { ...channel, kind: "private", createdBy: "ada" }, {}, NOW)).toBeNull();
    expect(refusalOf(known(), "archiveChannel", { ...channel, kind: "private", createdBy: "bo" }, {}, NOW)).toBe(
      "forbidden",
    );
    expect(refusalOf(known(), "post", { ...channel, joined: false }, {}, NOW)).toBe("forbidden");
    expect(refusalOf(known(), "joinChannel", { ...channel, joined: false }, {}, NOW)).toBeNull();
  });
  test("where only the teaching team writes, and where many would be reached", () => {
    expect(refusalOf(known(), "post", { ...channel, posting: "staff" }, {}, NOW)).toBe("read_only");
    expect(refusalOf(known(), "reachMany", channel, { people: REACH_FREELY_MAX + 1 }, NOW)).toBe("forbidden");
    expect(refusalOf(known(), "reachMany", channel, { people: REACH_FREELY_MAX }, NOW)).toBeNull();
    expect(
      refusalOf(known(), "reachMany", { ...channel, kind: "private" }, { people: REACH_FREELY_MAX + 1 }, NOW),
    ).toBeNull();
  });
  test("an owner may leave where another is there: one who left, or whom an import brought, is none", () => {
    const owner = { me: { member: "ada", role: "owner" as const } };
    const beside = (more: object) =>
      known({ ...owner, members: new Map([member("ada", { role: "owner" }), member("bo", more)]) });
    expect(hasOtherOwner(beside({ role: "owner" }))).toBe(true);
    expect(hasOtherOwner(beside({ role: "teacher" }))).toBe(false);
    expect(hasOtherOwner(beside({ role: "owner", left: true }))).toBe(false);
    expect(hasOtherOwner(beside({ role: "owner", imported: true }))).toBe(false);
    const self = personTarget(beside({ role: "owner" }), { id: "ada", role: "owner" }, "student");
    expect(self).toMatchObject({ isSelf: true, otherOwner: true, newRole: "student", closed: null });
  });
});

describe("R9: what is offered on a message beside the table", () => {
  const message: Message = { id: "m", seq: 1, rev: 1, author: "bo", at: 0, body: "Hello" };
  const workspace = (of: KnownClass, directs: string[] = []) =>
    ({
      known: of,
      me: { id: "ada" },
      member: (id: string) => of.members.get(id),
      directWith: (id: string) => (directs.includes(id) ? direct : undefined),
      may: (...asked: Parameters<WorkspaceState["may"]>) =>
        refusalOf(of, asked[0], asked[1] ?? null, (asked[2] ?? {}) as object, NOW) === null,
    }) as unknown as WorkspaceState;
  const mine = { ...channel, lastSeq: 1, lastAt: 1, readSeq: 1, mentions: 0, muted: false, notify: "all" as const };

  test("nobody answers what is gone, or where they cannot write", () => {
    expect(mayReply(workspace(known()), mine, message)).toBe(true);
    expect(mayReply(workspace(known()), mine, { ...message, deletedAt: 1 })).toBe(false);
    expect(mayReply(workspace(known()), { ...mine, archivedAt: 1 }, message)).toBe(false);
  });
  test("one writes privately to others who are here and take it, from elsewhere", () => {
    expect(mayWritePrivately(workspace(known()), mine, message)).toBe(true);
    expect(mayWritePrivately(workspace(known()), mine, { ...message, author: "ada" })).toBe(false);
    expect(mayWritePrivately(workspace(known()), mine, { ...message, author: "nobody" })).toBe(false);
    expect(mayWritePrivately(workspace(known()), mine, { ...message, deletedAt: 1 })).toBe(false);
    expect(mayWritePrivately(workspace(known()), { ...mine, kind: "dm" }, message)).toBe(false);
  });
  test("to one who takes no more, where there is something to read again; never to one who left", () => {
    const closed = known({ noDirect: new Set(["bo"]) });
    expect(mayWritePrivately(workspace(closed), mine, message)).toBe(false);
    expect(mayWritePrivately(workspace(closed, ["bo"]), mine, message)).toBe(true);
    for (const gone of [{ left: true }, { imported: true }]) {
      const without = known({ members: new Map([member("ada"), member("bo", gone)]) });
      expect(mayWritePrivately(workspace(without, ["bo"]), mine, message)).toBe(false);
    }
  });
});

test("a crowd's name reaches those whose role it names", () => {
  const reached = (crowd: "ta" | "teacher" | "here" | "channel") =>
    (["owner", "teacher", "ta", "student", "guest"] as const).filter((role) => groupMentionReaches(crowd, role));
  expect(reached("ta")).toEqual(["ta"]);
  expect(reached("teacher")).toEqual(["owner", "teacher"]);
  expect(reached("channel")).toHaveLength(5);
});
