/** An outbox whose network and time are the test's. */
import { onTestFinished } from "vitest";
import { createMemoryOutboxStore } from "../../../client/outbox-store-memory.ts";
import type { OutboxEntry } from "../../../client/outbox-entry.ts";
import { Outbox, type OutboxEvent, type OutboxOptions } from "../../../client/outbox.ts";
import { fakeApi, unreachable, type Answering } from "./fake-api.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeSignals } from "./fake-signals.ts";

export const CHANNEL = "channel-1";

export const OTHER = "channel-2";

export function made(more: Partial<OutboxOptions> & { answer?: Answering } = {}) {
  const clock = new FakeClock();
  const signals = new FakeSignals();
  const store = createMemoryOutboxStore();
  const { answer = unreachable, ...options } = more;
  const { api, asked } = fakeApi(answer);
  const outbox = new Outbox({ api, clock, signals, store, locks: null, random: () => 1, ...options });
  onTestFinished(() => outbox.stop());
  const told: string[] = [];
  const events: OutboxEvent[] = [];
  const listen = (channel = CHANNEL) =>
    outbox.subscribe(channel, (event) => {
      events.push(event);
      told.push(`${event.type} ${"body" in event.entry ? event.entry.body : event.entry.kind}`);
    });
  const socket = (channel = CHANNEL) => {
    const lane = outbox.attach(channel);
    const sent: Record<string, unknown>[] = [];
    lane.opened((text) => sent.push(JSON.parse(text) as Record<string, unknown>) > 0);
    return { lane, sent, take: () => sent.splice(0) };
  };
  return { outbox, clock, signals, store: options.store ?? store, asked, told, events, listen, socket };
}

export async function started(more: Parameters<typeof made>[0] = {}) {
  const all = made(more);
  await all.outbox.start();
  return all;
}

export const left = (id: string, more: object = {}): OutboxEntry =>
  ({ kind: "post", id, body: id, channel: CHANNEL, owner: "gone", createdAt: 1, attempts: 0, ...more }) as OutboxEntry;
