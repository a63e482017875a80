/** Nothing in the data keeps a page from opening: answers and frames are spoilt on their way to the browser. */
import type { Page } from "@playwright/test";
import { say } from "./support/classroom.ts";
import { composer, inSidebar, log, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = Record<string, Json>;

/** Every object in it, from the inside out, as `spoil` leaves it; and every list likewise. */
function spoilt(value: Json, spoil: (fields: Fields) => Fields, list: (items: Json[]) => Json[]): Json {
  if (Array.isArray(value)) return list(value.map((item) => spoilt(item, spoil, list)));
  if (value === null || typeof value !== "object") return value;
  return spoil(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoilt(inner, spoil, list)])));
}

/** Between the server and the page, by HTTP and by every socket. */
async function spoil(page: Page, fields: (fields: Fields) => Fields, list = (items: Json[]) => items): Promise<void> {
  const change = (text: string) => JSON.stringify(spoilt(JSON.parse(text) as Json, fields, list));
  await page.routeWebSocket(/\/socket/u, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => {
      const text = String(frame);
      socket.send(text.startsWith("{") ? change(text) : text);
    });
  });
  await page.route(
    (url) => url.pathname.startsWith("/api/"),
    async (route) => {
      if (route.request().method() !== "GET") return route.fallback();
      const response = await route.fetch();
      if (!response.headers()["content-type"]?.includes("json")) return route.fulfill({ response });
      await route.fulfill({ response, body: change(await response.text()) });
    },
  );
}

test("a message that cannot be shown is a row with its address, and all others are there", async ({
  classroom,
  open,
}) => {
  const { owner } = classroom;
  const general = await classroom.history("faulty", 12, [owner], (seq) => `Number ${seq} is here`);
  const ada = await classroom.join("Ada");
  const page = await open(owner, "/docs");
  const meta: Record<number, Json> = {
    2: {
      reactions: [
        { emoji: "👍", members: [owner.id], count: 1 },
        { emoji: "👍", members: [owner.id, ada.id, ada.id], count: 2 },
      ],
    },
    3: { reactions: 7, pinned: "yes", checkpoint: 3 },
    4: { poll: { question: null, options: null } },
    5: { thread: { channel: 5, count: "many", lastAt: "never", people: null } },
    6: { files: [{ name: null }, null], versions: "x", fromThread: 1, alsoToChannel: {} },
    7: { kind: "of another time", anything: [[[]]] },
    8: "no object",
  };
  await spoil(page, (fields) => {
    const { seq, body, author } = fields;
    if (typeof seq !== "number" || typeof body !== "string" || typeof author !== "string") return fields;
    if (seq === 9) return { ...fields, body: 9 };
    if (seq === 10) return { ...fields, at: "yesterday" };
    if (seq === 11) return { ...fields, id: "01890000-0000-7000-8000-000000000001" };
    if (seq === 12) return { ...fields, id: "01890000-0000-7000-8000-000000000001" };
    return seq in meta ? { ...fields, meta: meta[seq] as Json } : fields;
  });
  await page.goto(`/c/${general.id}`);
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
  await expect(log(page).getByRole("article")).toHaveCount(12);
  for (const seq of [1, 2, 7, 8, 11, 12]) await expect(message(page, `Number ${seq} is here`)).toBeVisible();
  await expect(message(page, "Number 2 is here").getByRole("button", { name: /👍/u })).toHaveText(/👍\s*2/u);
  const faulty = log(page).getByText("This message can't be shown");
  await expect(faulty.filter({ hasText: `/c/${general.id}#9` })).toBeVisible();
  await expect(composer(page)).toBeEditable();
  await expect(page.getByText("could not be shown")).toHaveCount(0);
});

test("lists with the same thing twice, and with things of another time, are lists", async ({ classroom, open }) => {
  const { owner, general } = classroom;
  const ada = await classroom.join("Ada");
  const first = await say(owner, general, `Hello @${ada.handle}`);
  await owner.api.call("messages.act", { channel: general.id, seq: first.seq }, { act: { type: "pin", on: true } });
  await ada.api.call("personal.save", { channel: general.id, seq: first.seq }, {});
  const page = await open(ada, "/docs");
  await spoil(
    page,
    (fields) =>
      typeof fields["body"] === "string" && "seq" in fields
        ? { ...fields, meta: { ...(fields["meta"] as Fields | undefined), later: 1 } }
        : fields,
    (items) =>
      items.some((item) => typeof item === "object" && item !== null && "seq" in item && "rev" in item)
        ? items
        : [...items, ...items],
  );
  const class_ = `/w/${classroom.id}`;
  for (const [address, words] of [
    [`${class_}/mentions`, "Hello"],
    [`${class_}/saved`, "Hello"],
    [`${class_}/threads`, "thread"],
    [`${class_}/people`, "Tess Teacher"],
    [`${class_}/channels`, "general"],
    [`${class_}/scheduled`, "scheduled"],
    [`/c/${general.id}`, "Hello"],
    ["/settings/devices", "signed in"],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole("main").getByText(new RegExp(words, "iu")).first(), address).toBeVisible();
    await expect(page.getByText(/can't be shown|could not be shown/u), address).toHaveCount(0);
  }
});

test("a page that cannot be drawn stands beside the list of channels, and the way on leads elsewhere", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, "/docs");
  await spoil(page, (fields) => ("mentions" in fields && "reachedEnd" in fields ? { ...fields, mentions: 7 } : fields));
  await page.goto(`/w/${classroom.id}/mentions`);
  await expect(page.getByText("This view can't be shown")).toBeVisible();
  await expect(inSidebar(page, "general")).toBeVisible();
  await page.getByRole("link", { name: "All channels" }).click();
  await expect(page).toHaveURL(/\/channels$/u);
  await expect(page.getByText("This view can't be shown")).toHaveCount(0);
});
