/** Files of messages in a class page: pictures, and names of what would be fetched without a token. */
import { expect, onTestFinished, test, vi } from "vitest";
import type { Message, MessageFile } from "../../../protocol/index.ts";
import type { Conversation } from "../../../web/src/lib/conversation/conversation.svelte.ts";
import type { MessageRow } from "../../../web/src/lib/conversation/window/rows.ts";
import { parts } from "../../../web/src/lib/widget/parts.ts";
import { classroom } from "../../support/web-class.ts";
import { drawn, eventually } from "./support/drawn.ts";

const PICTURE: MessageFile = {
  id: "aaaaaaaaaaaaaaaa",
  name: "board.png",
  size: 2_000_000,
  type: "image/png",
  width: 800,
  height: 600,
};
const SHEET: MessageFile = { id: "bbbbbbbbbbbbbbbb", name: "sheet.pdf", size: 30_000, type: "application/pdf" };

function rowOf(files: MessageFile[]): MessageRow & { message: Message } {
  const message: Message = {
    ...{ id: "m1", seq: 1, rev: 1, author: "ada", at: 1, body: "`board.png` `sheet.pdf`" },
    meta: { files },
  };
  const { author, at, body } = message;
  return { kind: "message", key: message.id, author, at, body, grouped: false, gone: false, message };
}
const fileParts = ({ message }: MessageRow) =>
  parts.messageParts.filter(({ place, isOn }) => place === "words" && isOn(message, undefined));

test("are named but for pictures, whose bytes are asked for with the visitor's token when they come near", async () => {
  const row = rowOf([PICTURE, SHEET]);
  // Its words are those names, and are left out in their favour.
  expect(parts.isFilesAlone(row)).toBe(true);
  const [part, ...more] = fileParts(row);
  expect(more).toEqual([]);
  const asked: string[] = [];
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      readonly #seen: (entries: { isIntersecting: boolean }[]) => void;
      constructor(seen: (entries: { isIntersecting: boolean }[]) => void) {
        this.#seen = seen;
      }
      observe(): void {
        queueMicrotask(() => this.#seen([{ isIntersecting: true }]));
      }
      disconnect(): void {
        return undefined;
      }
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  const { workspace } = classroom();
  const token = (input: RequestInfo | URL) => {
    asked.push(String(input));
    return Promise.resolve(new Response(new Blob(["picture"], { type: "image/png" })));
  };
  Object.assign(workspace.api, { fetch: token });
  const page = drawn(
    part!.Component,
    { row, conversation: { channelId: "general" } as Conversation, tab: 0 as const, onthread: () => undefined },
    { workspace },
  );
  expect(page.getAllByRole("listitem").map(({ title }) => title)).toEqual([
    "To be seen in PLACE by members of the class",
  ]);
  expect(page.getByText(SHEET.name)).toBeTruthy();
  await eventually(() => void page.getByRole("img", { name: "Picture: board.png" }));
  const image = page.getByRole("img", { name: "Picture: board.png" });
  expect(image.getAttribute("src")).toMatch(/^blob:/u);
  expect(asked).toEqual([`/files.read/general/1/${PICTURE.id}/board.png`]);
});

test("that an import only named are drawn by the message itself, once", () => {
  expect(fileParts(rowOf([{ name: "old.doc" }]))).toEqual([]);
});
