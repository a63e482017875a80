/** Files over a field and on their way: what is made ready, what goes up, what fails and why, and in which order they stand. */
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Api } from "../../client/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import { FILES_PER_MESSAGE } from "../../protocol/limits.ts";
import { toasts } from "../../web/src/lib/base/toasts/toasts.svelte.ts";
import { FileDraft } from "../../web/src/lib/conversation/files/file-draft.svelte.ts";
import type { Prepared } from "../../web/src/lib/conversation/files/smaller-picture.ts";
import { filesOf } from "../../web/src/lib/conversation/files/waiting-files.svelte.ts";
import { stubNetwork, stubStorage } from "../support/browser-stubs.ts";

/** What a browser makes of a picture, which only a browser can. */
const drawing = vi.hoisted(() => {
  // A page that is closed with files on their way is asked about it: it listens from the beginning.
  vi.stubGlobal("addEventListener", () => undefined);
  return { drawn: (_file: File, _isOriginal: boolean): Promise<unknown> => Promise.reject(new Error("none")) };
});
vi.mock("../../web/src/lib/conversation/files/smaller-picture.ts", async (original) => ({
  ...(await original<object>()),
  preparePicture: (file: File, isOriginal: boolean) => drawing.drawn(file, isOriginal),
}));

/** The way up: each request waits until the test answers it. */
interface Going {
  url: string;
  bytes: Blob;
  moved: (loaded: number) => void;
  answer: (status: number, body: object) => void;
  isAborted: boolean;
}
let going: Going[];
class FakeRequest {
  upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onload: () => void = () => {};
  onerror: () => void = () => {};
  onabort: () => void = () => {};
  status = 0;
  responseText = "";
  #url = "";
  #going: Going | undefined;
  open(_method: string, url: string): void {
    this.#url = url;
  }
  setRequestHeader(): void {}
  getResponseHeader = () => null;
  send(bytes: Blob): void {
    this.#going = {
      ...{ url: this.#url, bytes, isAborted: false },
      moved: (loaded) => this.upload.onprogress?.({ loaded }),
      answer: (status, body) => {
        this.status = status;
        this.responseText = JSON.stringify(body);
        this.onload();
      },
    };
    going.push(this.#going);
  }
  abort(): void {
    if (this.#going) this.#going.isAborted = true;
    this.onabort();
  }
}

beforeEach(() => {
  stubStorage();
  stubNetwork();
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  going = [];
  drawing.drawn = () => Promise.reject(new Error("this browser cannot draw it"));
  filesOf.clear();
});
afterEach(() => void vi.unstubAllGlobals());

const MEGABYTE = 1024 * 1024;
const api = { baseUrl: "", call: () => Promise.reject(new Error("not asked")) } as unknown as Api;
const draftOf = (file: File, most = 10 * MEGABYTE) =>
  new FileDraft(file, { api, channel: "general", message: "m-1", most });
const text = (words: string, name = "notes.txt") => new File([words], name, { type: "text/plain" });
const photo = (name = "IMG_1.jpg", type = "image/jpeg") => new File(["as it came from the camera"], name, { type });
const goes = (count = 1) => vi.waitFor(() => expect(going).toHaveLength(count), { interval: 1, timeout: 20_000 });
const uploaded = (ticket: string) => ({ ticket, left: 5_000 });
const prepared = (bytes: string, more: Partial<Prepared> = {}): Prepared => ({
  ...{ bytes: new Blob([bytes], { type: "image/webp" }), name: "IMG_1.webp", width: 40, height: 30, ...more },
});

describe("a file", () => {
  test("goes up, says how far it is, and is posted by its ticket under its name", async () => {
    const draft = draftOf(text("hello"));
    await goes();
    going[0]?.moved(2);
    expect([draft.state, draft.progress]).toEqual(["going", 0.4]);
    expect(draft.posted).toBeNull();
    going[0]?.answer(201, uploaded("t-1"));
    await draft.ended;
    expect([draft.state, draft.progress, draft.left]).toEqual(["there", 1, 5_000]);
    expect(draft.posted).toEqual({ ticket: "t-1", name: "notes.txt" });
    draft.alt = "  what we agreed on ";
    expect(draft.posted).toEqual({ ticket: "t-1", name: "notes.txt", alt: "what we agreed on" });
  });

  test("is sent under a name that a message may have: without what nobody sees or what turns it around, no folders, and not too long", () => {
    const named = (name: string) => draftOf(text("x", name)).name;
    expect(named("../../etc/pass\0wd\u202egpj.exe")).toBe("passwdgpj.exe");
    expect(named(`${"n".repeat(300)}.txt`)).toBe(`${"n".repeat(196)}.txt`);
    expect(named(`${"n".repeat(195)}\u{1f600}${"n".repeat(99)}.txt`)).toBe(`${"n".repeat(195)}.txt`);
    expect(["..", "\u200b", "a/", " "].map(named)).toEqual(["file", "file", "file", "file"]);
    expect(named("\u0633\u0624\u0627\u0644.pdf")).toBe("\u0633\u0624\u0627\u0644.pdf");
  });

  test("that is empty, or larger than its sender may send, says so and asks nobody", async () => {
    const [empty, large] = [draftOf(text("")), draftOf(text("far too much"), 4)];
    await Promise.all([empty.ended, large.ended]);
    expect([empty.state, large.state, large.refusal?.code]).toEqual(["failed", "failed", "too_large"]);
    expect([empty.trouble, large.trouble].every((words) => words !== "")).toBe(true);
    expect(going).toEqual([]);
  });

  test("that the server refuses says why, and goes again where somebody tries it again", async () => {
    const draft = draftOf(text("hello"));
    await goes();
    going[0]?.answer(403, refusal("forbidden"));
    await draft.ended;
    expect([draft.state, draft.refusal?.code]).toEqual(["failed", "forbidden"]);
    draft.retry();
    expect([draft.state, draft.trouble]).toEqual(["preparing", ""]);
    await goes(2);
    going[1]?.answer(201, uploaded("t-2"));
    await draft.ended;
    expect(draft.posted?.ticket).toBe("t-2");
  });

  test("that nobody wants any more stops on its way, and troubles nobody", async () => {
    const draft = draftOf(text("hello"));
    await goes();
    draft.cancel();
    await draft.ended;
    expect(going[0]?.isAborted).toBe(true);
    expect([draft.state, draft.posted]).toEqual(["going", null]);
  });

  test("that cannot be read any more, since its disk is gone, says so", async () => {
    const file = text("hello");
    file.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
    const draft = draftOf(file);
    await draft.ended;
    expect([draft.state, draft.refusal?.reason]).toEqual(["failed", "file_unreadable"]);
  });
});

describe("a picture", () => {
  test("goes as it was drawn anew, with its size and its small one first", async () => {
    drawing.drawn = () => Promise.resolve(prepared("small enough", { blur: "bl", preview: new Blob(["tiny"]) }));
    const draft = draftOf(photo());
    await goes();
    expect(await going[0]?.bytes.text()).toBe("tiny");
    going[0]?.answer(201, uploaded("t-preview"));
    await goes(2);
    expect(await going[1]?.bytes.text()).toBe("small enough");
    going[1]?.answer(201, uploaded("t-whole"));
    await draft.ended;
    expect(draft.posted).toEqual({
      ...{ ticket: "t-whole", preview: "t-preview", name: "IMG_1.webp", blur: "bl", width: 40, height: 30 },
    });
  });

  test("that this browser cannot draw goes as the file that it is; one of an iPhone says what to do", async () => {
    const draft = draftOf(photo("old.bmp", "image/bmp"));
    await goes();
    expect(await going[0]?.bytes.text()).toBe("as it came from the camera");
    expect([draft.isPicture, draft.address]).toEqual([false, null]);
    const heic = draftOf(photo("IMG_2.HEIC", "image/heic"));
    await heic.ended;
    expect([heic.state, heic.refusal?.reason]).toEqual(["failed", "file_unreadable"]);
    expect(draft.name).toBe("old.bmp");
  });

  test("that shall go as it came while it is still drawn anew has nothing of the drawing, however late that is", async () => {
    const waiting: ((made: Prepared) => void)[] = [];
    drawing.drawn = () => new Promise((resolve) => waiting.push(resolve));
    const draft = draftOf(photo());
    draft.chooseOriginal(true);
    expect(waiting).toHaveLength(2);
    waiting[1]?.(prepared("original", { name: "IMG_1.jpg", width: 4_000, height: 3_000 }));
    await goes();
    waiting[0]?.(prepared("drawn anew"));
    going[0]?.answer(201, uploaded("t-original"));
    await draft.ended;
    expect(draft.posted).toEqual({ ticket: "t-original", name: "IMG_1.jpg", width: 4_000, height: 3_000 });
    // A later page goes on with the same bytes.
    expect(await draft.kept?.bytes.text()).toBe("original");
  });

  test("whose first drawing fails after its bytes were chosen instead does not fail for it", async () => {
    const broken: ((cause: Error) => void)[] = [];
    drawing.drawn = (_, isOriginal) =>
      isOriginal ? Promise.resolve(prepared("original")) : new Promise((_resolve, reject) => broken.push(reject));
    const draft = draftOf(photo("IMG_3.HEIC", "image/heic"));
    draft.chooseOriginal(true);
    await goes();
    going[0]?.answer(201, uploaded("t-1"));
    await draft.ended;
    broken[0]?.(new Error("no such codec"));
    await new Promise((resolve) => setImmediate(resolve));
    expect([draft.state, draft.trouble]).toEqual(["there", ""]);
  });
});

describe("a tray", () => {
  const around = { ...{ id: "w", api, account: { id: "ada" } }, me: { role: "student" as const } };
  async function trayFor(channel: string) {
    const { trayIn } = await import("../../web/src/lib/conversation/files/tray.svelte.ts");
    return trayIn(around, channel);
  }
  const names = ({ files }: { files: readonly FileDraft[] }) => files.map(({ name }) => name);

  test("is one for each channel, and there for who comes back to it", async () => {
    const tray = await trayFor("one");
    tray.add([text("a", "a.txt")]);
    expect(await trayFor("one")).toBe(tray);
    expect((await trayFor("two")).files).toEqual([]);
  });

  test("moves files among each other, and none out of it", async () => {
    const tray = await trayFor("moving");
    tray.add(["a", "b", "c"].map((name) => text(name, name)));
    const [a, , c] = tray.files as [FileDraft, FileDraft, FileDraft];
    tray.move(c, -1);
    expect(names(tray)).toEqual(["a", "c", "b"]);
    tray.move(a, -1);
    expect(names(tray)).toEqual(["a", "c", "b"]);
    tray.remove(c);
    expect(names(tray)).toEqual(["a", "b"]);
  });

  test("takes no more than a message may have, and says how many", async () => {
    const tray = await trayFor("full");
    tray.add(Array.from({ length: FILES_PER_MESSAGE + 3 }, (_, index) => text("x", `${index}.txt`)));
    tray.add([text("one more")]);
    expect(tray.files).toHaveLength(FILES_PER_MESSAGE);
    expect(toasts.shown.map(({ text: words }) => words).join()).toContain(String(FILES_PER_MESSAGE));
  });

  test("that a message left with is empty, and what is added then is for the next one", async () => {
    const tray = await trayFor("leaving");
    tray.add([text("for the first", "a.txt")]);
    const first = tray.leave();
    expect(tray.files).toEqual([]);
    tray.add([text("for the second", "b.txt")]);
    expect([names(tray), filesOf.get(first)?.map(({ name }) => name)]).toEqual([["b.txt"], ["a.txt"]]);
    expect(tray.files[0]?.options.message).not.toBe(first);
  });
});
