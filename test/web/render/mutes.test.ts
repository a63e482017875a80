/** When a mute ends: by the server's clock, and said to who is muted. And what is said of the screen with a problem. */
import { expect, onTestFinished, test, vi } from "vitest";
import type { WorkspaceEvent } from "../../../protocol/frames.ts";
import { refusal } from "../../../protocol/index.ts";
import type { WorkspaceState } from "../../../web/src/lib/class/state/workspace.svelte.ts";
import { dialogs } from "../../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import { followClock } from "../../../web/src/lib/base/server-clock.ts";
import Barred from "../../../web/src/lib/conversation/composer/Barred.svelte";
import MuteDialog from "../../../web/src/lib/features/order/MuteDialog.svelte";
import MuteOfMember from "../../../web/src/lib/features/order/MuteOfMember.svelte";
import { isDark } from "../../../web/src/lib/features/problems/is-dark.ts";
import { classroom, memberOf } from "../../support/web-class.ts";
import { drawn, eventually, screen, submit } from "./support/drawn.ts";

test("where its clock is hours behind a mute of an hour ends in an hour, by the server's clock", async () => {
  const AHEAD_MS = 5 * 3_600_000;
  followClock(() => Date.now() + AHEAD_MS);
  onTestFinished(() => followClock(() => Date.now()));
  const mute = vi.fn(async (_place: unknown, _body: { until: number }) => ({ until: 1 }));
  const { workspace } = classroom({}, { "order.mute": mute as never });
  drawn(MuteDialog, { workspace, member: memberOf("ben"), onclose: () => undefined });
  submit(screen.getByRole("dialog"));
  await eventually(() => expect(mute).toHaveBeenCalledOnce());
  const until = mute.mock.calls[0]?.[1].until ?? 0;
  expect(Math.abs(until - Date.now() - AHEAD_MS - 3_600_000)).toBeLessThan(60_000);
});

test("who is muted reads until when, where the field would be", () => {
  const until = Date.now() + 3 * 86_400_000;
  const { workspace } = classroom({ me: { member: "ada", role: "student", guest: false, mutedUntil: until } } as never);
  const day = new Date(until).toLocaleDateString("en", { weekday: "long" });
  const words = drawn(Barred, { refusal: { code: "muted" } }, { workspace }).getByRole("status").textContent ?? "";
  expect(words).toContain("You can write again from");
  expect(words).toContain(day);
  const held = drawn(Barred, { refusal: { code: "forbidden" } }, { workspace }).getByRole("status").textContent;
  expect(held).toBe(refusal("forbidden").sentence);
});

/** What the socket tells of this person's standing. */
function hearing(workspace: WorkspaceState): (event: WorkspaceEvent) => void {
  let hear: (event: WorkspaceEvent) => void = () => undefined;
  const onEvent = (listener: typeof hear) => ((hear = listener), () => undefined);
  Object.assign(workspace.session, { onEvent });
  return (event) => hear(event);
}

test("the card of who is muted says until when, and gives the words back; whoever else mutes them, it hears of it", async () => {
  const AHEAD_MS = 5 * 3_600_000;
  followClock(() => Date.now() + AHEAD_MS);
  onTestFinished(() => followClock(() => Date.now()));
  const until = Date.now() + AHEAD_MS + 3_600_000;
  let muted = [
    { member: "ben", until },
    { member: "cem", until: Date.now() + 3_600_000 },
  ];
  const mute = vi.fn(async () => ((muted = []), { until: null }));
  const { workspace } = classroom(
    {},
    { "order.muted": (async () => ({ muted })) as never, "order.mute": mute as never },
  );
  const tell = hearing(workspace);
  const card = drawn(MuteOfMember, { workspace, member: memberOf("ben") });
  const status = () => card.getByRole("status").textContent ?? "";
  await eventually(() => expect(status()).toContain("Muted: may not write until"));
  expect(status()).toContain(new Date(until).toLocaleTimeString("en", { hour: "numeric", minute: "2-digit" }));
  card.getByRole("button", { name: "Let them write" }).click();
  await eventually(() => expect(status().trim()).toBe(""));
  expect(mute).toHaveBeenCalledWith({ workspace: workspace.id, member: "ben" }, { until: null });
  expect(card.queryByRole("button", { name: "Let them write" })).toBeNull();
  muted = [{ member: "ben", until }];
  tell({ type: "memberChanged", member: memberOf("ben") });
  await eventually(() => expect(status()).toContain("Muted: may not write until"));
});

test("who is free to write is not offered to write again; who is muted is, by a choice beside the others", async () => {
  const opened = vi.spyOn(dialogs, "open").mockImplementation(async () => undefined as never);
  onTestFinished(() => opened.mockRestore());
  let muted: { member: string; until: number }[] = [];
  const { workspace } = classroom({}, { "order.muted": (async () => ({ muted })) as never });
  const tell = hearing(workspace);
  const card = drawn(MuteOfMember, { workspace, member: memberOf("ben") });
  card.getByRole("button", { name: "Mute\u2026" }).click();
  muted = [{ member: "ben", until: Date.now() + 3_600_000 }];
  tell({ type: "memberChanged", member: memberOf("ben") });
  await eventually(() => card.getByRole("button", { name: "Let them write" }));
  card.getAllByRole("button").at(-1)?.click();
  const given = opened.mock.calls.map(([, props]) => (props as { mayEnd?: boolean }).mayEnd);
  expect(given).toEqual([false, true]);
  drawn(MuteDialog, { workspace, member: memberOf("ben"), mayEnd: false, onclose: () => undefined });
  expect(screen.getAllByRole("radio")).toHaveLength(3);
});

test("by the server's clock a mute is over, whatever the device takes the time for", async () => {
  // Its end lies ahead of this device's clock and behind the server's.
  followClock(() => Date.now() + 5 * 3_600_000);
  onTestFinished(() => followClock(() => Date.now()));
  const muted = vi.fn(async () => ({ muted: [{ member: "ben", until: Date.now() + 3_600_000 }] }));
  const { workspace } = classroom({}, { "order.muted": muted as never });
  hearing(workspace);
  const card = drawn(MuteOfMember, { workspace, member: memberOf("ben") });
  await eventually(() => expect(muted).toHaveBeenCalled());
  expect(card.getByRole("status").textContent?.trim()).toBe("");
});

test("a theme that is left to the device is what the device shows", () => {
  expect([isDark("light dark", false), isDark("light dark", true)]).toEqual([false, true]);
  expect([isDark("light", true), isDark("dark", false)]).toEqual([false, true]);
});
