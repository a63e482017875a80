/** A history is brought in from the browser: dropped, looked at, stopped, and gone on with after a reload. */
import { archiveOf, messageOf } from "../support/archive-of.ts";
import { zipOf } from "../support/zip.ts";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const line = (type: string, value: object) => JSON.stringify({ type, [type]: value });
const post = (channel: string, user: string, message: string, n: number) =>
  line("post", { team: "t", channel, user, message, create_at: 1_789_390_800_000 + n * 1_000 });
const member = (username: string, ...channels: string[]) =>
  line("user", { username, teams: [{ name: "t", channels: channels.map((name) => ({ name })) }] });
const EXPORT = zipOf([
  {
    name: "export/import.jsonl",
    content: [
      ...['{"type":"version","version":1}', line("channel", { team: "t", name: "old-town", type: "O" })],
      ...[line("channel", { team: "t", name: "staff-room", type: "P" }), member("ada", "old-town", "staff-room")],
      ...[member("ben", "old-town"), post("old-town", "ada", "Words of old", 1), post("staff-room", "ada", "Psst", 2)],
      post("old-town", "ada", "ada joined the channel.", 3),
    ].join("\n"),
  },
]);

/** As somebody lets a file go over the page. */
async function drop(page: Page, file: Uint8Array = EXPORT, name = "export.zip", onto = "Drop an export here") {
  const dropped = await page.evaluateHandle(
    ([bytes, called]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], called));
      return data;
    },
    [[...file], name] as const,
  );
  await page.getByRole("group", { name: onto }).dispatchEvent("drop", { dataTransfer: dropped });
}

test("R35: a zip that is dropped says who will read what before it is sent, stops, and goes on after a reload", async ({
  classroom,
  browserOf,
}) => {
  const context = await browserOf(classroom.owner);
  // The first batch waits until the import was asked to stop.
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  let batches = 0;
  await context.route("**/import/channels/*/messages", async (route) => {
    batches += 1;
    if (batches <= 2) await held;
    await route.continue();
  });
  const page = await context.newPage();
  await page.goto(`/w/${classroom.id}/settings`);
  await page.getByRole("link", { name: "Bring a history" }).click();
  await drop(page);
  await expect(page.getByText("2 people, 2 channels, 2 messages")).toBeVisible();
  await expect(page.getByRole("list", { name: "Open to everybody in the class" })).toContainText("#old-town");
  await expect(page.getByRole("list", { name: "Readable by nobody but these" })).toContainText("1 message: ada");
  await expect(page.getByText("Of 3 entries, 2 are taken, 1 is left out and 0 cannot be read.")).toBeVisible();
  await page.getByRole("button", { name: "Bring 2 messages into the class" }).click();
  await expect.poll(() => batches).toBe(2);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  goOn();
  await expect(page.getByText("Stopped. What was brought stays")).toBeVisible();

  await page.reload();
  await expect(page.getByText("is not in the class as a whole")).toContainText("export.zip");
  await drop(page);
  await page.getByRole("button", { name: "Bring 2 messages into the class" }).click();
  await expect(page.getByRole("heading", { name: "It is in the class" })).toBeVisible();
  await expect(page.getByText("2 messages were there already.")).toBeVisible();
  await page.getByRole("link", { name: /old-town/u }).click();
  await expect(page.getByText("Words of old")).toBeVisible();
  await expect(page.getByRole("link", { name: /staff-room/u })).toHaveCount(0);
});

test("R35: PLACE's own archive is dropped, says whose it is and who will read what, and stands in the class; a changed one is refused in the reader's language", async ({
  classroom,
  browserOf,
}) => {
  const ada = { key: "ada-00001", handle: "ada", name: "Ada", role: "teacher" } as const;
  const { tar } = await archiveOf(
    [ada],
    [
      {
        line: { key: "lectures", kind: "public", name: "lectures", posting: "all", createdAt: 1 },
        messages: [messageOf(1, "What is a stack?"), messageOf(2, "The last one in", { replyTo: 1 })],
      },
      {
        line: { key: "grading1", kind: "private", name: "grading", posting: "all", createdAt: 2, members: [ada.key] },
        messages: [messageOf(1, "Psst")],
      },
    ],
    "Programming I",
  );
  const changed = Buffer.from(Buffer.from(tar).toString("latin1").replace("The last one", "The next one"), "latin1");
  const page = await (await browserOf(classroom.owner)).newPage();
  await page.goto(`/w/${classroom.id}/settings/import`);
  await drop(page, tar, "programming.tar");
  await expect(page.getByText("It is PLACE's archive of Programming I, made by Ada")).toBeVisible();
  await expect(page.getByText("It is whole")).toBeVisible();
  // No file of a message: nobody is told where those go.
  await expect(page.getByText("Open a channel first")).toHaveCount(0);
  await expect(page.getByRole("list", { name: "Open to everybody in the class" })).toContainText(
    "2 messages, 0 threads",
  );
  await expect(page.getByRole("list", { name: "Readable by nobody but these" })).toContainText("1 message: Ada");
  await page.getByRole("button", { name: "Bring 3 messages into the class" }).click();
  await expect(page.getByRole("heading", { name: "It is in the class" })).toBeVisible();
  await page.getByRole("link", { name: /lectures/u }).click();
  await expect(page.getByText("What is a stack?").first()).toBeVisible();
  await expect(page.getByRole("link", { name: /grading/u })).toHaveCount(0);

  await page.evaluate(() => localStorage.setItem("place.language", "ar"));
  await page.goto(`/w/${classroom.id}/settings/import`);
  await drop(page, changed, "programming.tar", "أفلت ملف التصدير هنا");
  await expect(page.getByText("ليس هذا الأرشيف كما كان حين صُنع.")).toBeVisible();
  await expect(page.getByRole("list", { name: "ما فيه من خطأ" })).toContainText(/#lectures\u2069، .الرسالة 2.*غُيّر/u);
});
