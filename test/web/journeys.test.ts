/** The way of a message on this side of the network, and what the class is told of it in sums. */
import { expect, test } from "vitest";
import { MEASURED_EVERY_MS, MEASURED_MAX } from "../../protocol/status.ts";
import { byRoomsClock, Journeys } from "../../web/src/lib/features/trace/journeys.ts";

/** The id of a message that was written then. */
const idAt = (at: number) => {
  const hex = at.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};
const T = 1_800_000_000_000;
/** A device whose clock is ten seconds behind the server's. */
function onDevice() {
  const at = { device: T };
  const journeys = new Journeys({ device: () => at.device, server: () => at.device + 10_000 });
  return { journeys, at };
}

test("R22: my message has its Enter, when it came back and when it was drawn, all by the server's clock", () => {
  const { journeys, at } = onDevice();
  const mine = { id: idAt(T), seq: 1, at: T + 10_020, author: "me" };
  at.device = T + 40;
  journeys.came("c", mine, "me");
  at.device = T + 56;
  journeys.painted("c", mine);
  expect(journeys.of("c", 1)).toEqual({
    writtenAt: T + 10_000,
    isMine: true,
    cameAt: T + 10_040,
    paintedAt: T + 10_056,
  });
  expect(journeys.of("c", 2)).toBeUndefined();
});

test("R22: the class is told a minute after the first look and every five from then on, how long mine took to be stored and others' to be seen", () => {
  const { journeys, at } = onDevice();
  const come = (seq: number, author: string, sentAt: number) => {
    const message = { id: idAt(sentAt), seq, at: sentAt + 10_000, author };
    journeys.came("c", message, "me");
    journeys.painted("c", message);
  };
  at.device = T + 40;
  come(1, "me", T);
  expect(journeys.take()).toBeNull();
  at.device = T + 60_070;
  come(2, "ada", T + 60_000);
  expect(journeys.take()).toEqual({ stored: [40], seen: [70] });
  at.device += 1_000;
  come(3, "ada", at.device - 30);
  expect(journeys.take()).toBeNull();
  at.device += MEASURED_EVERY_MS;
  expect(journeys.take()).toEqual({ stored: [], seen: [30] });
  expect(journeys.take(), "nothing is told where nothing came").toBeNull();
});

test("what was missed while away, or waited for a network, is no measure; of very many the newest are kept, and few are told", () => {
  const { journeys, at } = onDevice();
  at.device = T + 3_600_000;
  journeys.came("c", { id: idAt(T), seq: 1, at: T + 10_000, author: "ada" }, "me");
  journeys.painted("c", { id: idAt(T), seq: 1, at: T + 10_000, author: "ada" });
  journeys.came("c", { id: idAt(T), seq: 2, at: T, author: "me" }, "me");
  expect(journeys.take()).toBeNull();
  for (let seq = 3; seq < 300; seq++) {
    const message = { id: idAt(at.device - 5), seq, at: at.device + 9_995, author: "ada" };
    journeys.came("c", message, "me");
    journeys.painted("c", message);
  }
  expect(journeys.of("c", 3)).toBeUndefined();
  expect(journeys.of("c", 299)?.paintedAt).toBe(at.device + 10_000);
  expect(journeys.take()?.seen).toEqual(Array.from({ length: MEASURED_MAX }, () => 5));
});

test("a reader whose clock runs ahead makes no time that is less than none", () => {
  const { journeys, at } = onDevice();
  at.device = T + 100_000;
  const early = { id: idAt(at.device), seq: 1, at: at.device + 10_400, author: "ada" };
  journeys.came("c", early, "me");
  journeys.painted("c", early);
  expect(journeys.take()).toEqual({ stored: [], seen: [0] });
});

test("nothing seems to come before it was sent: this device's idea of the server's clock gives way, and others' clocks stay theirs", () => {
  const mine = { writtenAt: T, isMine: true, cameAt: T + 500, paintedAt: T + 530 };
  expect(byRoomsClock(mine, T + 850)).toEqual({
    writtenAt: T + 350,
    isMine: true,
    cameAt: T + 850,
    paintedAt: T + 880,
  });
  expect(byRoomsClock(mine, T + 400)).toEqual(mine);
  expect(byRoomsClock(mine, undefined)).toEqual(mine);
  const theirs = { writtenAt: T, isMine: false, cameAt: T + 500 };
  expect(byRoomsClock(theirs, T + 600)).toEqual({ writtenAt: T, isMine: false, cameAt: T + 600 });
});
