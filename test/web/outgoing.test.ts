/** What goes out of a field, and what stays in it: nothing that was typed is lost while something is looked at or made ready. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { PostContent } from "../../protocol/index.ts";
import { MESSAGE_MAX_CHARS } from "../../protocol/limits.ts";
import { DraftText } from "../../web/src/lib/conversation/composer/draft-text.svelte.ts";
import { drafts } from "../../web/src/lib/conversation/composer/device-drafts.ts";
import { Outgoing } from "../../web/src/lib/conversation/composer/outgoing.svelte.ts";
import { provideFeatures } from "../../web/src/lib/conversation/features.svelte.ts";
import { DONE, type Feature, type WritingField } from "../../web/src/lib/conversation/feature.ts";
import { openTrays, type OpenTray } from "../../web/src/lib/conversation/files/open-trays.svelte.ts";
import { stubNetwork, stubStorage } from "../support/browser-stubs.ts";
import { channelOf, classroom, mapOf, memberOf } from "../support/web-class.ts";

/** As long as a machine under load may take. */
const SOON = { timeout: 20_000, interval: 5 };

let answer: (() => void) | undefined;
/** A command that asks somebody else first, and takes a while. */
const asks: Feature = {
  commands: [
    {
      ...{ name: "ask", takes: "", says: "Asks", isOffered: () => true },
      run: () => new Promise((resolve) => (answer = () => resolve(DONE))),
    },
  ],
};
provideFeatures(() => Promise.resolve([asks]));

let channels = 0;
function fieldOf({ help = () => Promise.resolve<unknown>({}), keepsFiles = true } = {}) {
  const channelId = `channel-${(channels += 1)}`;
  const { workspace } = classroom({
    ...{ channels: mapOf(channelOf(channelId)), keepsFiles },
    members: mapOf(memberOf("ada"), memberOf("ben"), memberOf("cy")),
  });
  const draft = new DraftText("ada", channelId);
  const out: { content: PostContent; waitingAs?: string | undefined }[] = [];
  const focus = vi.fn();
  const desk = () =>
    ({
      ...{ workspace, channelId, title: "#general" },
      send: (body: string) => outgoing.say(body),
    }) as unknown as WritingField;
  const outgoing: Outgoing = new Outgoing(draft, {
    ...{ desk, focus, help, sent: () => undefined },
    send: (content, waitingAs) => void out.push({ content, waitingAs }),
  });
  return { channelId, draft, outgoing, out, focus, bodies: () => out.map(({ content }) => content.body) };
}
function trayOver(channelId: string, ...files: object[]): void {
  const leave = () => {
    openTrays.open(channelId, { files: [] } as unknown as OpenTray);
    return "m-1";
  };
  const tray = { message: "m-1", files, leave };
  openTrays.open(channelId, tray as unknown as OpenTray);
}

beforeEach(() => {
  answer = undefined;
  stubStorage();
  stubNetwork();
  vi.stubGlobal("document", { activeElement: null, body: null });
});

describe("words", () => {
  test("go out without the blanks around them, and the field is free, on the device too", () => {
    const { draft, outgoing, bodies, focus, channelId } = fieldOf();
    draft.text = "  \n  hello there \n";
    draft.keep();
    outgoing.send();
    expect(bodies()).toEqual(["  hello there"]);
    expect(draft.whole).toBe("");
    expect(drafts.read("ada", channelId)).toBe("");
    expect(focus).toHaveBeenCalledOnce();
  });

  test("that are none go nowhere", () => {
    const { draft, outgoing, out, focus } = fieldOf();
    draft.text = " \n ";
    outgoing.send();
    expect(out).toEqual([]);
    expect(focus).not.toHaveBeenCalled();
  });

  test("that are too many stay, with help; where it cannot be had, with the reason", async () => {
    const there = fieldOf();
    there.draft.text = "a".repeat(MESSAGE_MAX_CHARS + 1);
    there.outgoing.send();
    await Promise.resolve();
    expect(there.outgoing.trouble).toBe("");
    const away = fieldOf({ help: () => Promise.resolve(undefined) });
    away.draft.text = there.draft.text;
    away.outgoing.send();
    await vi.waitFor(() => expect(away.outgoing.trouble).toMatch(/too long/u), SOON);
    expect([...there.out, ...away.out]).toEqual([]);
    expect(away.draft.text).toHaveLength(MESSAGE_MAX_CHARS + 1);
  });

  test("that are no text stay, and say so", () => {
    const { draft, outgoing, out } = fieldOf();
    draft.text = "half \ud83d of a character";
    outgoing.send();
    expect(out).toEqual([]);
    expect(outgoing.trouble).not.toBe("");
    expect(draft.text).toContain("half");
  });

  test("with a name in them are looked at first; Enter pressed again meanwhile sends nothing twice", async () => {
    const { draft, outgoing, bodies } = fieldOf();
    draft.text = "@cy look";
    outgoing.send();
    outgoing.send();
    await vi.waitFor(() => expect(bodies()).toEqual(["@cy look"]), SOON);
    await vi.waitFor(() => expect(draft.whole).toBe(""), SOON);
  });
});

describe("what is typed on", () => {
  test("while a command is carried out stays in the field, and on the device", async () => {
    const { draft, outgoing, out, channelId } = fieldOf();
    draft.text = "/ask them";
    outgoing.send();
    await vi.waitFor(() => expect(answer).toBeDefined(), SOON);
    draft.text = "/ask them\nand this is next";
    answer?.();
    await vi.waitFor(() => expect(draft.whole).toBe("and this is next"), SOON);
    expect(drafts.read("ada", channelId)).toBe("and this is next");
    expect(out).toEqual([]);
  });

  test("in another wording stays as it is", async () => {
    const { draft, outgoing } = fieldOf();
    draft.text = "/ask them";
    outgoing.send();
    await vi.waitFor(() => expect(answer).toBeDefined(), SOON);
    draft.text = "no, something else";
    const isTaken = vi.spyOn(draft, "show");
    answer?.();
    await vi.waitFor(() => expect(isTaken).toHaveBeenCalled(), SOON);
    expect(draft.whole).toBe("no, something else");
  });

  test("while files are made ready is no part of their message, and stays", async () => {
    const { draft, outgoing, bodies, out, channelId } = fieldOf();
    let isReady = () => {};
    const ready = new Promise<void>((resolve) => (isReady = resolve));
    trayOver(channelId, { name: "IMG_1.HEIC", state: "preparing", ready });
    outgoing.send();
    draft.text = "what do you think?";
    isReady();
    await vi.waitFor(() => expect(bodies()).toEqual(["`IMG_1.HEIC`"]), SOON);
    expect(out[0]?.waitingAs).toBe("m-1");
    expect(draft.whole).toBe("what do you think?");
  });
});

describe("files", () => {
  test("go with the words, under the id that they are uploaded for", () => {
    const { draft, outgoing, out, channelId } = fieldOf();
    trayOver(channelId, { name: "a.txt", state: "there", ready: Promise.resolve() });
    draft.text = "the plan";
    outgoing.send();
    expect(out).toEqual([{ content: { body: "the plan" }, waitingAs: "m-1" }]);
  });

  test("of which one failed hold the message back, and say which way on there is", async () => {
    const { draft, outgoing, out, channelId } = fieldOf();
    trayOver(channelId, { name: "a.txt", state: "failed", ready: Promise.resolve() });
    draft.text = "the plan";
    outgoing.send();
    await vi.waitFor(() => expect(outgoing.trouble).toMatch(/Remove it, or try it again/u), SOON);
    expect(out).toEqual([]);
    expect(draft.text).toBe("the plan");
  });

  test("that turn out unreadable while they are waited for go nowhere, and nor do their names", async () => {
    const { outgoing, out, channelId } = fieldOf();
    const file = { name: "a.png", state: "preparing", ready: Promise.resolve() };
    file.ready = file.ready.then(() => void (file.state = "failed"));
    trayOver(channelId, file);
    outgoing.send();
    await file.ready;
    await Promise.resolve();
    expect(out).toEqual([]);
  });

  test("where PLACE keeps none are turned down in words", async () => {
    const { outgoing, focus } = fieldOf({ keepsFiles: false });
    await outgoing.attach([new File(["x"], "x.txt")]);
    expect(outgoing.trouble).not.toBe("");
    expect(outgoing.files).toEqual([]);
    expect(focus).not.toHaveBeenCalled();
  });
});
