/** What a message answers, above its words: also where that was moved, to who may read it there and to nobody else. */
import { describe, expect, test, vi } from "vitest";
import type { Message } from "../../../protocol/index.ts";
import type { Preview } from "../../../protocol/previews.ts";
import type { ConversationClass } from "../../../web/src/lib/conversation/context.ts";
import type { Conversation } from "../../../web/src/lib/conversation/conversation.svelte.ts";
import Quote from "../../../web/src/lib/conversation/message/Quote.svelte";
import { channelOf, classroom, mapOf, memberOf } from "../../support/web-class.ts";
import { click, drawn } from "./support/drawn.ts";

const message = (more: Partial<Message> = {}): Message =>
  ({ id: "m", seq: 3, rev: 4, at: 1, author: "ben", body: "Which one?", ...more }) as Message;
const stone = message({ body: "", deletedAt: 2, meta: { movedTo: { channel: "elsewhere", seq: 9 } } });
const there: Preview = {
  ...{ channel: "elsewhere", seq: 9, rev: 1, at: 1, author: { id: "ben", name: "Ben" }, body: "Which one?", has: [] },
  place: { id: "elsewhere", workspace: "w", kind: "public", name: "elsewhere" },
};

function quoting(original: Message | undefined, answer: Preview | null = there, isVisit = false) {
  const asked: string[] = [];
  const opened: number[] = [];
  const { workspace } = classroom(
    { channels: mapOf(channelOf("general")), members: mapOf(memberOf("ada"), memberOf("ben")) },
    {
      "messages.previews": async (_params, { of = [] }) => {
        asked.push(...of);
        return { previews: of.map(() => answer) };
      },
    },
  );
  Object.assign(workspace.session, { onEvent: () => () => undefined });
  if (isVisit) (workspace as unknown as ConversationClass).visit = {} as never;
  const conversation = {
    ...{ channelId: "general", message: () => original, openAt: async (seq: number) => void opened.push(seq) },
  } as unknown as Conversation;
  return { page: drawn(Quote, { seq: 3, conversation }, { workspace }), asked, opened };
}

describe("R22 a quote", () => {
  test("says who said what, and leads there; of what is not loaded, and of what was deleted, it says so", () => {
    const { page, asked, opened } = quoting(message());
    const button = page.getByRole("button", { name: "Answers: Ben Which one?" });
    click(button);
    expect([opened, asked]).toEqual([[3], []]);
    expect(quoting(undefined).page.getByRole("button").textContent).toContain("an earlier message");
    expect(quoting(message({ body: "", deletedAt: 5 })).page.getByRole("button").textContent).toContain(
      "Message deleted",
    );
  });

  test("of a message that was moved shows it where it stands now, and leads there", async () => {
    const { page, asked } = quoting(stone);
    const link = await vi.waitFor(() => page.getByRole("link", { name: "Answers: Ben Which one?" }));
    expect([link.getAttribute("href"), asked]).toEqual(["/c/elsewhere#9", ["elsewhere.9"]]);
  });

  test("of a message that went into a thread leads to the thread", async () => {
    const { page } = quoting(stone, { ...there, channel: "thread-1", place: { ...there.place, id: "general" } });
    const link = await vi.waitFor(() => page.getByRole("link", { name: /Which one/u }));
    expect(link.getAttribute("href")).toBe("/c/general?thread=thread-1&reply=9");
  });

  test("to who may not read it there shows no word of it, and asks nothing for a visitor", async () => {
    const { page } = quoting(stone, null);
    const button = await vi.waitFor(() => page.getByRole("button", { name: /moved to where you can't read it/u }));
    expect(button.textContent).not.toContain("Which");
    const visit = quoting(stone, there, true);
    expect(visit.page.getByRole("button").textContent).toContain("moved to another place");
    expect(visit.asked).toEqual([]);
  });
});
