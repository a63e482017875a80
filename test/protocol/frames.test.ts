/** The contract by examples: every frame that travels, with every field that it can have, is read back whole. */
import { describe, expect, test } from "vitest";
import * as p from "../../protocol/index.ts";
import {
  ID,
  MEMBER,
  CHANNEL,
  message,
  page,
  channel,
  mine,
  member,
  workspace,
  settings,
  emoji,
  draftPoll,
} from "./support/examples.ts";

const told = { code: "too_fast", sentence: "Wait.", retryAfter: 5, suggestion: "ada2", field: "handle", trace: "t" };
const scheduled = { id: ID, channel: CHANNEL, body: "Later", at: 5, zone: "UTC", repeat: "weekly", refusal: told };
const seen = { [MEMBER]: { seq: 2, at: 3 } };

const acts = [
  { type: "react", emoji: "👍", on: true },
  { type: "pin", on: false },
  { type: "checkpoint", name: "Week 1" },
  { type: "checkpoint", name: null },
  { type: "vote", choices: [0, 1] },
  { type: "addOption", text: "Wed" },
  { type: "closePoll" },
  { type: "revealPoll" },
];

describe("what a client says on a channel's socket", () => {
  test.each<object>([
    { type: "post", id: ID, body: "Hello", replyTo: 2, poll: draftPoll, alsoToChannel: true, retry: true },
    { type: "edit", ref: "r", seq: 1, body: "Hi", rev: 3 },
    { type: "delete", ref: "r", seq: 1 },
    ...acts.map((act) => ({ type: "act", ref: "r", seq: 1, act })),
    { type: "markRead", seq: 0 },
    { type: "resume", rev: 0 },
    { type: "typing" },
  ])("%j", (frame) => expect(p.parse(p.ChannelRequest, frame)).toEqual({ ok: true, value: frame }));

  test("and on the workspace's: whether it is in view", () => {
    const frame = { type: "setVisible", visible: true, idle: true };
    expect(p.parse(p.WorkspaceRequest, frame)).toEqual({ ok: true, value: frame });
  });
});

describe("what a room says", () => {
  test.each<object>([
    { type: "ended", code: 4401 },
    { type: "welcome", now: 1, head: { seq: 3, rev: 9 }, page, readSeq: 2, seen, reset: true },
    { type: "resumed", now: 1, head: { seq: 3, rev: 9 }, changes: [message], readSeq: 2, seen },
    { type: "changed", changes: [message] },
    { type: "stored", messages: [{ id: ID, seq: 1, rev: 2, at: 3 }] },
    { type: "done", ref: "r", seq: 1, rev: 2 },
    { type: "refused", ref: "r", refusal: told },
    { type: "typed", member: MEMBER },
    { type: "seen", member: MEMBER, seq: 3, at: 4 },
  ])("%j", (frame) => expect(p.parse(p.ChannelEvent, frame)).toEqual({ ok: true, value: frame }));
});

describe("what the workspace's hub says", () => {
  test.each<object>([
    { type: "ended", code: 4403 },
    { type: "hello", now: 1, changedAt: 2, online: [MEMBER], away: [MEMBER], reads: { [CHANNEL]: 3 } },
    {
      type: "news",
      channel: CHANNEL,
      seq: 4,
      at: 5,
      mentions: 1,
      author: MEMBER,
      parent: { channel: "channel-2", seq: 6 },
    },
    { type: "devices", count: 2 },
    { type: "read", channel: CHANNEL, seq: 3, back: true, mentions: 1 },
    { type: "presence", online: [MEMBER], away: [MEMBER], offline: [MEMBER] },
    { type: "channelJoined", channel: mine },
    { type: "channelChanged", channel },
    { type: "channelLeft", channel: CHANNEL },
    { type: "memberChanged", member },
    { type: "workspaceChanged", workspace },
    { type: "emojiChanged", emoji },
    { type: "scheduledChanged", id: ID, scheduled },
    { type: "scheduledChanged", id: ID, scheduled: null },
    { type: "settingsChanged", settings },
    { type: "blocksChanged", blocks: [MEMBER] },
    { type: "draftChanged", channel: CHANNEL, body: "Hel", at: 2 },
    { type: "savedChanged", channel: CHANNEL, seq: 3, saved: { note: "n", at: 1 } },
    { type: "savedChanged", channel: CHANNEL, seq: 3, saved: null },
  ])("%j", (frame) => expect(p.parse(p.WorkspaceEvent, frame)).toEqual({ ok: true, value: frame }));
});
