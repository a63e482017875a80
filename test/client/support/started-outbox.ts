/** An outbox that runs, and the socket of its channel. */
import "fake-indexeddb/auto";
import { onTestFinished } from "vitest";
import { mintMessageId } from "../../../client/message-id.ts";
import type { OutboxEntry } from "../../../client/outbox-entry.ts";
import { Outbox, type OutboxOptions } from "../../../client/outbox.ts";
import { fakeApi, unreachable, type Answering } from "./fake-api.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeSignals } from "./fake-signals.ts";

export const CHANNEL = "channel-1";

export async function started(more: Partial<OutboxOptions> & { answer?: Answering } = {}) {
  const clock = new FakeClock();
  const signals = new FakeSignals();
  const { answer = unreachable, ...options } = more;
  const { api, asked } = fakeApi(answer);
  const outbox = new Outbox({ api, clock, signals, locks: null, random: () => 1, ...options });
  onTestFinished(() => outbox.stop());
  await outbox.start();
  return { outbox, clock, signals, asked };
}

/** A socket of the channel's session, with what went over it. */
export function socketOf(outbox: Outbox, open = true) {
  const lane = outbox.attach(CHANNEL);
  const sent: Record<string, unknown>[] = [];
  const send = (text: string) => sent.push(JSON.parse(text) as Record<string, unknown>) > 0;
  if (open) lane.opened(send);
  return { lane, sent, open: () => lane.opened(send), ids: () => sent.map(({ id }) => id), take: () => sent.splice(0) };
}

export const bodies = (entries: readonly Record<string, unknown>[]) => entries.map(({ body }) => body);

export const entry = (body: string, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  kind: "post",
  id: mintMessageId(Date.now()),
  channel: CHANNEL,
  owner: "an-earlier-tab",
  createdAt: Date.now(),
  attempts: 0,
  body,
  ...(more as object),
});
