import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError, UnreachableError } from "../../client/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import { Affinity } from "../../web/src/lib/base/browser/affinity.ts";
import { StoredChoice } from "../../web/src/lib/base/browser/stored-choice.ts";
import { channelsUnder, read, readJson, readText, write, writeText } from "../../web/src/lib/base/browser/storage.ts";
import { ago, momentOf, tomorrow } from "../../web/src/lib/base/dates.ts";
import { dialogs } from "../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import { Form } from "../../web/src/lib/base/form.svelte.ts";
import { done, outcomeOf, refused } from "../../web/src/lib/base/outcome.ts";
import { fitOf, fold } from "../../web/src/lib/base/texts/matching.ts";
import { toasts } from "../../web/src/lib/base/toasts/toasts.svelte.ts";
import { stubClosedStorage, stubNetwork, stubStorage } from "../support/browser-stubs.ts";

let network: (isOnline: boolean) => void;
beforeEach(() => {
  stubStorage();
  network = stubNetwork();
  toasts.shown = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

describe("what this device keeps", () => {
  test("a text that is emptied is not kept, and what is there is found by its beginning", () => {
    writeText("place.draft.ada.general", "Hello");
    writeText("place.draft.ada.lab", "");
    expect(readText("place.draft.ada.general")).toBe("Hello");
    expect(readText("place.draft.ada.lab")).toBe("");
    write("place.draft.ada.general", null);
    expect(read("place.draft.ada.general")).toBeNull();
  });

  test("what is no JSON is as good as nothing", () => {
    write("x", "{");
    expect(readJson("x", [])).toEqual([]);
    write("x", "null");
    expect(readJson("x", [])).toEqual([]);
    write("x", "[1]");
    expect(readJson("x", [])).toEqual([1]);
  });

  test("storage that is closed costs the keeping and nothing else", () => {
    stubClosedStorage();
    writeText("a", "b");
    expect(readText("a")).toBe("");
    expect(channelsUnder("a")).toEqual([]);
    const choice = new StoredChoice("a");
    choice.set("b");
    expect(choice.get()).toBeNull();
    const habits = new Affinity("ada");
    habits.used("@bo");
    expect(habits.of("@bo")).toBeCloseTo(1);
  });

  test("habits fade by half in a month, and the least used are forgotten first", () => {
    const [now, month] = [1_800_000_000_000, 30 * 86_400_000];
    const habits = new Affinity("ada");
    habits.used("@bo", now);
    habits.used("@bo", now);
    expect(habits.of("@bo", now)).toBe(2);
    expect(habits.of("@bo", now + month)).toBe(1);
    expect(new Affinity("ada").of("@bo", now)).toBe(2);
    expect(new Affinity("other").of("@bo", now)).toBe(0);
    for (let index = 0; index < 250; index += 1) habits.used(`#${index}`, now);
    expect(habits.of("@bo", now)).toBe(2);
    expect(Array.from({ length: 250 }, (_, index) => habits.of(`#${index}`, now)).filter(Boolean)).toHaveLength(199);
  });
});

describe("how a request ended", () => {
  test("R150: a refusal is told with its sentence; no answer says whether it is this device's network", async () => {
    const why = refusal("forbidden");
    expect(await outcomeOf(Promise.reject(new RefusedError(why, 403)))).toMatchObject({ ok: false, refusal: why });
    const away = () => outcomeOf(Promise.reject(new UnreachableError("away")));
    const there = await away();
    network(false);
    const gone = await away();
    expect([there.ok, gone.ok]).toEqual([false, false]);
    if (!there.ok && !gone.ok) expect(there.refusal.sentence).not.toBe(gone.refusal.sentence);
  });

  test("a fault of ours is no refusal", async () => {
    await expect(outcomeOf(Promise.reject(new TypeError("ours")))).rejects.toThrow("ours");
  });
});

describe("a form", () => {
  test("R150: a refusal stands beside its field, by its path or by what its code can only be about; the rest is for the whole", async () => {
    const form = new Form("handle", "name");
    await form.submit(() => Promise.resolve(refused(refusal("handle_taken", { suggestion: "ada2" }))));
    expect(form.error("handle")).toBeTruthy();
    expect(form.suggestion("handle")).toBe("ada2");
    expect([form.error("name"), form.trouble]).toEqual([undefined, undefined]);
    await form.submit(() => Promise.resolve(refused(refusal("invalid", { field: "account.name", sentence: "No." }))));
    expect(form.error("name")).toBe("No.");
    await form.submit(() => Promise.resolve(refused(refusal("invalid", { field: "other", sentence: "Hm." }))));
    expect(form.trouble).toBe("Hm.");
  });

  test("typing answers the refusal of that field alone, and the next try begins without one", async () => {
    const form = new Form("handle");
    await form.submit(() => Promise.resolve(refused(refusal("handle_taken"))));
    form.clear("name");
    expect(form.error("handle")).toBeTruthy();
    form.clear("handle");
    expect(form.error("handle")).toBeUndefined();
  });

  test("while one request is out no second goes, and a fault lets go of the form", async () => {
    const form = new Form();
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof done<number>>>();
    const request = vi.fn(() => promise);
    const first = form.submit(request);
    expect(form.busy).toBe(true);
    expect(await form.submit(request)).toBeUndefined();
    resolve(done(5));
    expect(await first).toBe(5);
    expect(request).toHaveBeenCalledTimes(1);
    await expect(form.submit(() => Promise.reject(new Error("ours")))).rejects.toThrow();
    expect(form.busy).toBe(false);
  });
});

describe("words at the edge of the screen", () => {
  test("two stand there at most, trouble stays longer, and an undo as long as it works", () => {
    toasts.say("one");
    toasts.say("two");
    toasts.trouble("three");
    expect(toasts.shown.map(({ text }) => text)).toEqual(["two", "three"]);
    vi.advanceTimersByTime(5_000);
    expect(toasts.shown.map(({ text }) => text)).toEqual(["three"]);
    vi.advanceTimersByTime(4_000);
    expect(toasts.shown).toEqual([]);
    toasts.say("gone", { undo: () => undefined, stays: 20_000 });
    vi.advanceTimersByTime(19_999);
    expect(toasts.shown).toHaveLength(1);
    toasts.dismiss(toasts.shown[0]?.id ?? 0);
    expect(toasts.shown).toEqual([]);
  });
});

describe("dialogs", () => {
  const component = () => undefined;
  test("one is open at a time; one that another took the place of closes nothing", async () => {
    await dialogs.open(() => Promise.resolve({ default: component as never }), { a: 1 });
    const first = dialogs.current;
    await dialogs.open(() => Promise.resolve({ default: component as never }), { a: 2 });
    dialogs.close(first);
    expect(dialogs.current?.props).toEqual({ a: 2 });
    dialogs.close(dialogs.current);
    expect(dialogs.current).toBeNull();
  });

  test("one that could not be fetched says so", async () => {
    await dialogs.open(() => Promise.reject<never>(new Error("away")), {});
    expect(dialogs.current).toBeNull();
    expect(toasts.shown[0]?.trouble).toBe(true);
  });
});

describe("moments", () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime();
  test("the next school morning is today's before it began, and tomorrow's after", () => {
    expect(tomorrow(at(5, 3))).toBe(at(5, 7));
    expect(tomorrow(at(5, 7))).toBe(at(6, 7));
    expect(tomorrow(at(30, 12))).toBe(new Date(2026, 11, 1, 7).getTime());
  });
  test("a moment of today is a time, another one has its day", () => {
    expect(momentOf(at(5, 18), at(5, 9)).length).toBeLessThan(momentOf(at(6, 18), at(5, 9)).length);
  });
  test("what is past is told by minutes, then hours, then by its date", () => {
    const now = at(5, 12);
    expect(ago(now - 5_000, now)).toBe("just now");
    expect(ago(now - 5 * 60_000, now)).toContain("5");
    expect(ago(now - 3 * 3_600_000, now)).toContain("3");
    expect(ago(now - 72 * 3_600_000, now)).toContain("2026");
  });
});

describe("matching", () => {
  test("accents, capitals and marks of direction are no letters", () => {
    expect(fold("Élodie\u200f Çelik")).toBe("elodie celik");
  });
  test.each([
    ["el", "Élodie Çelik", 4],
    ["cel", "Élodie Çelik", 3],
    ["odie", "Élodie Çelik", 2],
    ["edc", "Élodie Çelik", 1],
    ["x", "Élodie Çelik", 0],
    ["home-h", "homework-help", 3],
    ["", "anything", 4],
    ["@ada", "ada", 4],
  ])("“%s” fits “%s” by %i", (query, text, fit) => {
    expect(fitOf(query, text)).toBe(fit);
  });

  test.each([
    ["strasse", "Jonas Straße"],
    ["lukasz", "Łukasz Wójcik"],
    ["dang", "Đặng Thị Mai"],
    ["oystein", "Øystein Berg"],
    ["aegir", "Ægir Jónsson"],
    ["ilik", "Ilık Su"],
    ["obrien", "Sean O’Brien"],
    ["o'brien", "Sean O’Brien"],
    ["علي", "على حسن"],
    ["مدرسه", "مدرسة النور"],
    ["محمد", "محـمد"],
  ])("R48: a name is found by the letters that one's keys have: %s finds %s", (query, name) => {
    expect(fitOf(query, name)).toBeGreaterThanOrEqual(3);
  });
});
