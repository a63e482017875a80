/** Cards of linked pages below a message: what they show, where they lead, and who may take one away. */
import { describe, expect, test } from "vitest";
import type { Act, LinkCard, Message, Role } from "../../../protocol/index.ts";
import type { Conversation } from "../../../web/src/lib/conversation/conversation.svelte.ts";
import LinkCards from "../../../web/src/lib/features/link-cards/LinkCards.svelte";
import { channelOf, classroom, mapOf, memberOf } from "../../support/web-class.ts";
import { click, drawn } from "./support/drawn.ts";

const card = (more: Partial<LinkCard> = {}): LinkCard => ({
  ...{ url: "https://example.org/a?b=1", site: "example.org", title: "Recursion", text: "How it calls itself." },
  ...more,
});
const picture = { id: "picture-1", size: 10, type: "image/png", width: 1200, height: 630 };

function shown(cards: LinkCard[], { role = "student" as Role, author = "ada", keepsFiles = true } = {}) {
  const done: [number, Act][] = [];
  const message = { id: "m", seq: 4, rev: 5, at: 1, author, body: "See", meta: { cards } } as Message;
  const conversation = {
    ...{ channelId: "general", acts: { do: (seq: number, act: Act) => void done.push([seq, act]) } },
  } as unknown as Conversation;
  const { workspace } = classroom({
    channels: mapOf(channelOf("general")),
    members: mapOf(memberOf("ada"), memberOf("ben")),
    me: { member: "ada", role, guest: false },
    keepsFiles,
  });
  const row = { key: "m", message, body: "See", gone: false } as never;
  const page = drawn(LinkCards, { row, conversation, tab: 0, onthread: () => undefined }, { workspace });
  return { page, done };
}

describe("R19 the card of a linked page", () => {
  test("is a link by its title, with the host that answered and its words, in a list with a name", () => {
    const { page } = shown([
      card(),
      card({ url: "https://example.org/c", title: "التكرار", text: undefined as never }),
    ]);
    const list = page.getByRole("list", { name: "Linked pages" });
    expect(list.querySelectorAll("li")).toHaveLength(2);
    const link = page.getByRole("link", { name: "Recursion" });
    expect(link.getAttribute("href")).toBe("https://example.org/a?b=1");
    expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    expect(link.getAttribute("dir")).toBe("auto");
    expect(list.textContent).toContain("example.org");
    expect(list.textContent).toContain("How it calls itself.");
  });

  test("has its picture from PLACE, of a size that is known before it comes; where no files are kept it has none", () => {
    const image = shown([card({ picture })])
      .page.getByRole("list")
      .querySelector("img")!;
    expect(image.getAttribute("src")).toBe("/files.read/general/4/picture-1/picture");
    expect([image.getAttribute("width"), image.getAttribute("height"), image.alt]).toEqual(["72", "72", ""]);
    expect(
      shown([card({ picture })], { keepsFiles: false })
        .page.queryAllByRole("list")
        .at(-1)
        ?.querySelector("img"),
    ).toBeNull();
  });

  test("is taken away by its author and by the teaching team, and by nobody else", () => {
    const mine = shown([card()]);
    click(mine.page.getByRole("button", { name: "Take the card “Recursion” away" }));
    expect(mine.done).toEqual([[4, { type: "removeCard", url: "https://example.org/a?b=1" }]]);
    expect(shown([card()], { author: "ben" }).page.queryByRole("button")).toBeNull();
    expect(shown([card()], { author: "ben", role: "ta" }).page.queryByRole("button")).not.toBeNull();
  });
});
