/** A channel as its reader has it, over a session that says what a test has it say. */
import { vi } from "vitest";
import type { ChannelSession, ChannelSnapshot } from "../../../client/index.ts";
import type { Message } from "../../../protocol/index.ts";
import { Conversation } from "../../../web/src/lib/conversation/conversation.svelte.ts";

export const said = (seq: number, author = "bo", more: Partial<Message> = {}): Message => ({
  ...{ id: `m${seq}`, seq, rev: seq, author, at: seq * 1_000, body: `No. ${seq}` },
  ...more,
});
export const range = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => said(first + index));

export function channel(
  first: Partial<ChannelSnapshot> = {},
  wholeAt: (now: ChannelSnapshot) => Promise<unknown> | null = () => null,
) {
  let snapshot = {
    ...{ messages: [], pending: [], reachedStart: true, reachedEnd: true, head: { seq: 0, rev: 0 }, hasHole: false },
    ...{
      epoch: 1,
      ready: false,
      connection: "open",
      offlineSince: null,
      way: "socket",
      ended: null,
      readSeq: 0,
      seen: new Map(),
    },
    ...{ loading: new Set(), loadFailed: false, changes: [], typing: [] },
    ...first,
  } as unknown as ChannelSnapshot;
  let changed = () => {};
  const show = (more: Partial<ChannelSnapshot>) => {
    snapshot = { ...snapshot, ...more };
    changed();
  };
  const calls = {
    ...{ open: vi.fn(), close: vi.fn(), markRead: vi.fn(), send: vi.fn(), edit: vi.fn(), discard: vi.fn() },
    ...{ jumpTo: vi.fn(async (_: number) => true), jumpToLatest: vi.fn(async () => true) },
    ...{ loadOlder: vi.fn(async () => true), loadNewer: vi.fn(async () => true), markUnread: vi.fn(async () => ({})) },
    ...{ remove: vi.fn(), retry: vi.fn(), typing: vi.fn(), act: vi.fn() },
  };
  const session = {
    ...calls,
    channel: "c",
    snapshot: () => snapshot,
    subscribe: (listener: () => void) => {
      changed = listener;
      return () => (changed = () => {});
    },
    message: (seq: number) => snapshot.messages.find((message) => message.seq === seq) ?? null,
    onActRefused: () => undefined,
  } as unknown as ChannelSession;
  const ended = vi.fn();
  return { conversation: new Conversation(session, "ada", wholeAt, ended), show, calls, ended };
}
export const shown = ({ rows }: Conversation) =>
  rows.flatMap((row) => (row.kind === "message" && row.message ? [row.message.seq] : []));
export const all = (last: number): Partial<ChannelSnapshot> => ({
  ...{ messages: range(1, last), ready: true, head: { seq: last, rev: last }, reachedStart: true, reachedEnd: true },
});
