/** R115: the drafts of one browser: its tabs share one storage, and none takes another's words away. */
import { afterEach, describe, expect, test, vi } from "vitest";

const ME = "member-1";
const GENERAL = "general-1";
const OTHERS = `place.draft-other.${ME}.${GENERAL}`;

/** One browser's storage; every tab has its own copy of the modules, and hears of what the others store. */
function browser() {
  const kept = new Map<string, string>();
  const tabs: { storage: (event: { key: string; newValue: string | null; oldValue: string | null }) => void }[] = [];
  const change = (tab: object, key: string, value: string | null) => {
    const before = kept.get(key) ?? null;
    if (value === null) kept.delete(key);
    else kept.set(key, value);
    if (before === value) return;
    for (const other of tabs)
      if (other !== tab) waiting.push(() => other.storage({ key, newValue: value, oldValue: before }));
  };
  /** What tabs were told of one another and did not come to hear yet. */
  const waiting: (() => void)[] = [];
  return {
    kept,
    hear: () => {
      for (const tell of waiting.splice(0)) tell();
    },
    async tab() {
      const heard: ((event: { key: string; newValue: string | null; oldValue: string | null }) => void)[] = [];
      const tab = {
        storage: (event: { key: string; newValue: string | null; oldValue: string | null }) =>
          heard.forEach((each) => each(event)),
      };
      tabs.push(tab);
      const storage = {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => change(tab, key, value),
        removeItem: (key: string) => change(tab, key, null),
      };
      vi.resetModules();
      // Of this tab alone: the modules look at what is global when they are called.
      const enter = () => {
        vi.stubGlobal(
          "localStorage",
          new Proxy(storage, {
            ownKeys: () => [...kept.keys()],
            getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
          }),
        );
      };
      vi.stubGlobal("addEventListener", (_type: string, listener: (typeof heard)[0]) => void heard.push(listener));
      enter();
      const { drafts } = await import("../../web/src/lib/conversation/composer/device-drafts.ts");
      const { otherDrafts } = await import("../../web/src/lib/conversation/composer/other-drafts.ts");
      const field = { text: drafts.read(ME, GENERAL), isTyping: false };
      drafts.follow(ME, GENERAL, (text) => {
        if (field.isTyping && field.text !== text) return false;
        field.text = text;
        return true;
      });
      const type = (text: string) => ((field.text = text), (field.isTyping = true));
      const keep = () => (enter(), (field.isTyping = false), drafts.keep(ME, GENERAL, field.text));
      const write = (text: string) => (type(text), keep());
      return {
        drafts,
        otherDrafts,
        field,
        type,
        keep,
        write,
        enter,
        other: () => (enter(), otherDrafts.newest(ME, GENERAL)),
      };
    },
  };
}
afterEach(() => vi.unstubAllGlobals());

describe("R115: two tabs of one browser", () => {
  test("a tab in which nothing is being typed shows what another one typed", async () => {
    const { tab, hear } = browser();
    const [one, two] = [await tab(), await tab()];
    one.write("hello");
    hear();
    expect(two.field.text).toBe("hello");
    two.write("hello you");
    hear();
    expect(one.field.text).toBe("hello you");
    expect([one.other(), two.other()]).toEqual(["", ""]);
  });

  test("typed in one after the other within a moment: the later text stands, the earlier one is offered in both", async () => {
    const { tab, hear, kept } = browser();
    const [one, two] = [await tab(), await tab()];
    one.type("hello");
    two.type("world");
    one.keep();
    hear();
    expect(two.field.text, "under the writer's hands nothing changes").toBe("world");
    two.keep();
    hear();
    expect([one.field.text, two.field.text]).toEqual(["world", "world"]);
    expect([one.other(), two.other()]).toEqual(["hello", "hello"]);
    expect(kept.get(`place.draft.${ME}.${GENERAL}`)).toBe("world");
  });

  test("stored by both at once, so that neither saw the other's: both decide alike, and nothing is lost", async () => {
    const { tab, hear, kept } = browser();
    const [one, two] = [await tab(), await tab()];
    one.write("hello");
    // The second tab's storage did not have it yet.
    kept.delete(`place.draft.${ME}.${GENERAL}`);
    two.write("world");
    hear();
    hear();
    expect([one.field.text, two.field.text]).toEqual(["world", "world"]);
    expect([one.other(), two.other()]).toEqual(["hello", "hello"]);
    expect(kept.get(`place.draft.${ME}.${GENERAL}`)).toBe("world");
  });

  test("a tab that closes later, untouched since, does not bring its old words back", async () => {
    const { tab, kept } = browser();
    const [one, two] = [await tab(), await tab()];
    one.write("hello");
    two.write("world");
    // The first has not come to hear of it.
    one.keep();
    expect(kept.get(`place.draft.${ME}.${GENERAL}`)).toBe("world");
    expect(two.other()).toBe("hello");
  });

  test("sent in one tab, it is gone from the other, and nothing is offered", async () => {
    const { tab, hear } = browser();
    const [one, two] = [await tab(), await tab()];
    one.write("hello");
    hear();
    one.write("");
    hear();
    expect([two.field.text, two.other()]).toEqual(["", ""]);
  });

  test("the server's word of an earlier wording does not take away what another tab typed since", async () => {
    const { tab, hear } = browser();
    const [one, two] = [await tab(), await tab()];
    one.drafts.share({
      member: ME,
      write: () => undefined,
      leave: () => undefined,
      adopt: () => undefined,
      now: () => 100,
    });
    one.write("hello");
    hear();
    two.enter();
    two.drafts.take(ME, GENERAL, "hel", 99, true);
    hear();
    expect([one.field.text, two.field.text]).toEqual(["hello", "hello"]);
    two.enter();
    two.drafts.take(ME, GENERAL, "from the phone", 100, true);
    hear();
    expect([one.field.text, two.field.text]).toEqual(["from the phone", "from the phone"]);
  });

  test("another device's words that come while I type are offered when mine are kept", async () => {
    const { tab } = browser();
    const one = await tab();
    one.type("mine");
    one.drafts.take(ME, GENERAL, "from the phone", 1, true);
    one.keep();
    expect([one.field.text, one.other()]).toEqual(["mine", "from the phone"]);
  });

  test("what a tab typed is told to the server by that tab alone", async () => {
    const { tab, hear } = browser();
    const [one, two] = [await tab(), await tab()];
    const told: string[] = [];
    const sharing = (name: string) => ({
      member: ME,
      write: (channel: string, text: string) => void told.push(`${name} writes ${channel} ${text}`),
      leave: (channel: string) => void told.push(`${name} leaves ${channel}`),
      adopt: (channel: string, text: string) => void told.push(`${name} adopts ${channel} ${text}`),
      now: () => 1,
    });
    one.drafts.share(sharing("one"));
    two.drafts.share(sharing("two"));
    one.write("hello");
    hear();
    one.drafts.leave(ME, GENERAL);
    one.drafts.leave("somebody else", GENERAL);
    expect(told).toEqual([`one writes ${GENERAL} hello`, `two adopts ${GENERAL} hello`, `one leaves ${GENERAL}`]);
  });
});

describe("R115: what is left from an earlier visit", () => {
  test("words that the server does not have are told apart, with what it has and when they were typed; emptied ones too", async () => {
    const { tab, kept } = browser();
    const one = await tab();
    one.drafts.share({
      member: ME,
      write: () => undefined,
      leave: () => undefined,
      adopt: () => undefined,
      now: () => 7,
    });
    one.drafts.take(ME, GENERAL, "known", 5, true);
    expect(one.drafts.unsent(ME)).toEqual([]);
    one.write("known, and on");
    expect(one.drafts.unsent(ME)).toEqual([{ channel: GENERAL, text: "known, and on", sent: "known", at: 7 }]);
    one.write("");
    expect(one.drafts.unsent(ME)).toEqual([{ channel: GENERAL, text: "", sent: "known", at: 7 }]);
    one.drafts.take(ME, GENERAL, "", 8, true);
    expect(one.drafts.unsent(ME)).toEqual([]);
    expect([...kept.keys()].filter((key) => key.includes(GENERAL))).toEqual([]);
  });

  test("five other drafts of a channel are kept, the newest is offered first, each once, blanks never", async () => {
    const { tab, kept } = browser();
    const { otherDrafts } = await tab();
    const told: string[] = [];
    const stop = otherDrafts.follow(ME, GENERAL, () => told.push(otherDrafts.newest(ME, GENERAL)));
    for (const text of ["a", "b", "c", "d", "e", "f", "b", "  "]) otherDrafts.add(ME, GENERAL, text);
    expect(JSON.parse(kept.get(OTHERS) ?? "")).toEqual(["c", "d", "e", "f", "b"]);
    otherDrafts.drop(ME, GENERAL, "b");
    expect(told).toEqual(["a", "b", "c", "d", "e", "f", "b", "f"]);
    stop();
    for (const text of ["c", "d", "e", "f"]) otherDrafts.drop(ME, GENERAL, text);
    expect(kept.has(OTHERS)).toBe(false);
    expect(told).toHaveLength(8);
    kept.set(OTHERS, "{not json");
    expect(otherDrafts.newest(ME, GENERAL)).toBe("");
    kept.set(OTHERS, '[1,"x"]');
    expect(otherDrafts.newest(ME, GENERAL)).toBe("x");
  });
});
