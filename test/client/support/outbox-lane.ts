/** One lane over a socket and HTTP that answer when the test says so. */
import type { OutboxEntry } from "../../../client/outbox-entry.ts";
import { OutboxLane, type Carried, type LaneOptions } from "../../../client/outbox-lane.ts";
import { refusal, type Refusal } from "../../../protocol/index.ts";
import { FakeClock } from "./fake-clock.ts";

let made = 0;

export const post = (id: string, more: object = {}): OutboxEntry => ({
  ...{ kind: "post" as const, id, body: id, channel: "channel-1", owner: "me", createdAt: ++made, attempts: 0 },
  ...more,
});

export function laneOf(more: Partial<LaneOptions> = {}) {
  const clock = new FakeClock();
  const told: [string, string, (number | string)?][] = [];
  const over: [string, number | undefined][] = [];
  const http: { id: string; answer: (carried: Carried) => void; fail: (cause: unknown) => void }[] = [];
  const lane = new OutboxLane({
    channel: "channel-1",
    clock,
    random: () => 1,
    window: 8,
    request: ({ id }) => new Promise((answer, fail) => http.push({ id, answer, fail })),
    onCarried: ({ id }, { rev }) => told.push(["carried", id, rev]),
    onWrittenOver: ({ id, rev }) => over.push([id, rev]),
    onRefused: ({ id }, { code }) => told.push(["refused", id, code]),
    onHeld: ({ id }, { code }) => told.push(["held", id, code]),
    onSignedOut: ({ code }) => told.push(["signed out", code]),
    ...more,
  });
  lane.start();
  const sent: string[] = [];
  const frames: Record<string, unknown>[] = [];
  const send = (text: string) => {
    const frame = JSON.parse(text) as Record<string, unknown>;
    frames.push(frame);
    sent.push(String(frame["id"] ?? frame["ref"]));
    return true;
  };
  return { lane, clock, told, over, http, sent, frames, send, take: () => sent.splice(0) };
}

export function open(more: Partial<LaneOptions> = {}) {
  const all = laneOf(more);
  all.lane.socketOpened(all.send);
  return all;
}

export const done = (rev = 1): Carried => ({ seq: 1, rev, at: 1 });

export const slow = (retryAfter?: number): Refusal =>
  refusal("too_fast", retryAfter === undefined ? {} : { retryAfter });
