/** Single messages and pages, for timelines. */
import { Timeline } from "../../../client/timeline.ts";
import { type Message } from "../../../protocol/index.ts";
import { logOf } from "./room-log.ts";

export function timelineOf(count: number, limit = 50) {
  const log = logOf(count);
  const timeline = new Timeline();
  timeline.applyWelcome(log.head, log.page({}, limit));
  const seqs = () => timeline.snapshot().messages.map(({ seq }) => seq);
  const pending = () => timeline.snapshot().pending.map(({ id, state }) => `${id} ${state}`);
  const show = (id: string) => timeline.showPending({ id, body: id, createdAt: 1 });
  return { log, timeline, seqs, pending, show };
}

export const message = (seq: number, rev = seq, more: Partial<Message> = {}): Message => ({
  ...{ id: `id-${seq}`, seq, rev, author: "ben-01", at: seq, body: `message ${seq}` },
  ...more,
});

export const pageOf = (messages: Message[], rev: number, more: object = {}) => ({
  ...{ messages, reachedStart: false, reachedEnd: false, rev },
  ...more,
});
