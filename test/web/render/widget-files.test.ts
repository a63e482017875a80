/** Files of messages in a class page: their names, and nothing that would be fetched without a token. */
import { expect, test } from "vitest";
import type { Message, MessageFile } from "../../../protocol/index.ts";
import type { Conversation } from "../../../web/src/lib/conversation/conversation.svelte.ts";
import type { MessageRow } from "../../../web/src/lib/conversation/window/rows.ts";
import { parts } from "../../../web/src/lib/widget/parts.ts";
import { drawn } from "./support/drawn.ts";

const PICTURE: MessageFile = { id: "aaaaaaaaaaaaaaaa", name: "board.png", size: 2_000_000, type: "image/png" };
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

test("are named, where they are all that a message has, and nothing is loaded", () => {
  const row = rowOf([PICTURE, SHEET]);
  // Its words are those names, and are left out in their favour.
  expect(parts.isFilesAlone(row)).toBe(true);
  const [part, ...more] = fileParts(row);
  expect(more).toEqual([]);
  const page = drawn(part!.Component, {
    ...{ row, conversation: {} as Conversation, tab: 0 as const, onthread: () => undefined },
  });
  expect(page.getAllByRole("listitem").map(({ title }) => title)).toEqual(
    Array.from({ length: 2 }, () => "To be seen in PLACE by members of the class"),
  );
  for (const { name } of [PICTURE, SHEET]) expect(page.getByText(name)).toBeTruthy();
  expect(document.querySelectorAll("img, video, audio, a[href]")).toHaveLength(0);
});

test("that an import only named are drawn by the message itself, once", () => {
  expect(fileParts(rowOf([{ name: "old.doc" }]))).toEqual([]);
});
