/** What the audit says of an act, and where it leads. */
import { expect, test } from "vitest";
import { AUDIT_ACTS, type AuditEntry } from "../../protocol/audit.ts";
import { aboutOf, ACT_NAMES, placeOf } from "../../web/src/lib/features/audit/words.ts";
import { classroom, mapOf, memberOf } from "../support/web-class.ts";

const { workspace } = classroom({ members: mapOf(memberOf("ada")) });
const moved = (more: Partial<AuditEntry>): AuditEntry => ({
  no: 1,
  at: 1,
  act: "messagesMoved",
  actor: "ada",
  ...more,
});
const here = { id: "c", name: "here" };
/** Without the marks around names. */
const said = (entry: AuditEntry) => aboutOf(workspace, entry).replaceAll(/[\u2066-\u2069]/gu, "");

test("each goes on after who did it: none begins a sentence of its own", () => {
  const apart = AUDIT_ACTS.filter(
    (act) => ACT_NAMES[act] !== ACT_NAMES[act].replace(/^./u, (first) => first.toLowerCase()),
  );
  expect(apart).toEqual([]);
});

test("a move says from where, how many, and how many replies went along, where there were any", () => {
  expect(said(moved({ channel: here, details: { messages: 2, answers: 1, seq: 7 } }))).toBe(
    "#here · 2 messages · 1 reply",
  );
  expect(said(moved({ channel: here, details: { messages: 1, seq: 7 } }))).toBe("#here · 1 message");
});

test("it leads to the place of what it was done to, and nowhere where that is none of the reader's channels", () => {
  expect(placeOf(moved({ channel: here, details: { seq: 7 } }))).toBe("/c/c#7");
  expect(placeOf(moved({ channel: { id: "c" }, details: { seq: 7 } }))).toBeUndefined();
  expect(placeOf(moved({ channel: here }))).toBeUndefined();
});
