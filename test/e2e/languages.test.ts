/** The app in the reader's language: right to left in Arabic, with its plurals and dates, and English for who chooses it. */
import type { Locator, Page } from "@playwright/test";
import { axeOn } from "./support/axe.ts";
import { say } from "./support/classroom.ts";
import { newHandle } from "./support/people.ts";
import { expectNoSidewaysScroll, log, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const ARABIC = { locale: "ar-EG" };
/** Words of Latin letters are English left over, or a name of somebody or something. */
const NAMES = /PLACE|Slack|Discord|English|Physics 2/gu;

async function expectArabic(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", "ar");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
}

const leftOf = async (locator: Locator): Promise<number> => (await locator.boundingBox())?.x ?? NaN;

test("R149: a browser that speaks Arabic gets the pages before the class in Arabic and from right to left, with nothing for axe to find", async ({
  classroom,
  open,
}) => {
  test.setTimeout(240_000);
  const page = await open(undefined, "/", ARABIC);
  const pages = [
    ["/", "دردشة الصف"],
    ["/join", "الانضمام إلى صف"],
    ["/join/nosuchcode", "هذا الرمز لا يفتح صفًا"],
    [`/join/${classroom.joinCode}`, /^الانضمام إلى .*Physics 2/u],
    ["/sign-in", "تسجيل الدخول"],
    ["/new", "إنشاء صف"],
    ["/no/such/page", "لا صفحة هنا"],
  ] as const;
  for (const [path, heading] of pages) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
    await expectArabic(page);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await expectNoSidewaysScroll(page);
      const { violations } = await axeOn(page).analyze();
      expect.soft(violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    const words = await page.locator("body").evaluate((body) => {
      for (const code of body.querySelectorAll("pre, noscript")) code.remove();
      return (body as HTMLElement).innerText;
    });
    expect.soft(words.replace(NAMES, "").match(/[A-Za-z]{2,}/gu) ?? [], `English on ${path}`).toEqual([]);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto("/");
  await expect(page).toHaveTitle("PLACE · دردشة الصف");
  expect(await leftOf(page.getByRole("link", { name: "تسجيل الدخول" }))).toBeLessThan(
    await leftOf(page.getByRole("heading", { level: 1 })),
  );
});

test("the number of people decides the word for them: one, two, three to ten, and from eleven on", async ({
  classroom,
  open,
}) => {
  const page = await open(undefined, `/join/${classroom.joinCode}`, ARABIC);
  await expect(page.getByText("فيه شخص واحد.")).toBeVisible();
  const after = async (people: number) => {
    await Promise.all(Array.from({ length: people }, () => classroom.join("Somebody")));
    await page.reload();
  };
  await after(1);
  await expect(page.getByText("فيه شخصان.")).toBeVisible();
  await after(1);
  await expect(page.getByText("فيه 3 أشخاص.")).toBeVisible();
  await after(8);
  await expect(page.getByText("فيه 11 شخصًا.")).toBeVisible();
});

test("I9: what the server refuses is said in Arabic too, and what was typed stays", async ({ classroom, open }) => {
  const page = await open(undefined, "/sign-in", ARABIC);
  await page.getByRole("textbox", { name: "اسم المستخدم" }).fill(classroom.owner.handle);
  await page.getByLabel("كلمة المرور", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "سجّل الدخول" }).click();
  await expect(page.getByText("اسم المستخدم وكلمة المرور غير متطابقين.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "اسم المستخدم" })).toHaveValue(classroom.owner.handle);

  await page.goto(`/join/${classroom.joinCode}`);
  await page.getByRole("textbox", { name: "الاسم", exact: true }).fill("ليلى");
  await page.getByRole("textbox", { name: "اسم المستخدم" }).fill(`${newHandle("layla")}-abcdefghijklmnop`);
  await page.getByRole("button", { name: /^الانضمام/u }).click();
  await expect(page.getByRole("textbox", { name: "اسم المستخدم" })).toHaveAccessibleDescription(/على الأكثر/u);
});

test("a class opens from right to left: the channels at the right, dates in Arabic, and what people wrote as they wrote it", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const old = await classroom.history("long-ago", 3, [classroom.owner, ben]);
  await say(ben, classroom.general, "for i in range(3): print(i)");
  await say(ben, classroom.general, "$$a + b = c$$");
  const page = await openChannel(classroom.owner, old, ARABIC);
  await expectArabic(page);
  const row = message(page, "Message number 3");
  await expect(row).toBeVisible();
  expect(await leftOf(page.getByRole("navigation").first())).toBeGreaterThan(await leftOf(row));
  // In the digits of counts and plurals, in Egypt too.
  await expect(message(page, "Message number 1").locator("time").first()).toHaveText(/^[0-9]{1,2}:[0-9]{2} [صم]$/u);
  await expect(row.locator("time").first()).toHaveAttribute("title", /[0-9]{4}/u);
  await page.goto(`/c/${classroom.general.id}`);
  const latin = message(page, "for i in range(3)");
  // It reads from its own side, and stands beside its author, who is at the right.
  const words = latin.getByText("for i in range(3): print(i)");
  await expect(words).toHaveCSS("unicode-bidi", "plaintext");
  const right = (box: { x: number; width: number } | null) => (box?.x ?? 0) + (box?.width ?? 0);
  const name = latin.getByRole("button", { name: "Ben Baker" });
  expect(Math.abs(right(await words.boundingBox()) - right(await name.boundingBox()))).toBeLessThan(2);
  await expect(log(page)).toHaveCSS("direction", "rtl");
  // A formula is set from the left, also where nothing stands beside it.
  const leftEdge = async (sign: string) =>
    (await log(page).locator(".katex-html .mord").filter({ hasText: sign }).last().boundingBox())?.x ?? 0;
  expect(await leftEdge("a")).toBeLessThan(await leftEdge("c"));
});

/** What is said and shown on the screen, without what people wrote: their words and names, also where they stand isolated in a text. */
const ownWords = (page: Page): Promise<string[]> =>
  page.locator("body").evaluate((shown) => {
    const body = shown.cloneNode(true) as HTMLElement;
    for (const theirs of body.querySelectorAll(
      ".body p, .body pre, bdi, .initials, [dir=auto]:not(textarea), kbd, script, noscript",
    ))
      theirs.remove();
    const said: string[] = [];
    for (const element of body.querySelectorAll("*")) {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) said.push(element.getAttribute(name) ?? "");
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) said.push(node.nodeValue ?? "");
    }
    return said.map((words) => words.replaceAll(/\u2068[^\u2069]*\u2069/gu, "").trim());
  });

test("a conversation has no English of ours in it: its lines and marks, its menus, its pins, and why nothing can be written", async ({
  classroom,
  openChannel,
}) => {
  const { general, owner } = classroom;
  const ben = await classroom.join("Ben Baker");
  const old = await classroom.channel(owner, { kind: "public", name: "long-ago" });
  await owner.api.call("channels.archive", { channel: old.id });
  await owner.api.call("channels.edit", { channel: general.id }, { topic: "ما يهم الصف كله" });
  await say(ben, general, "```python\nprint(1)\n```\n- [x] ||nobody knows||");
  const mine = await say(owner, general, "and so on");
  await owner.api.call(
    "messages.edit",
    { channel: general.id, seq: mine.seq },
    { body: "and so forth", rev: mine.rev },
  );
  const page = await openChannel(owner, general, ARABIC);
  const theirs = /PLACE|JSON|Physics 2|Ben Baker|Tess Teacher|#?general|#?long-ago|python|Ctrl/gu;
  const expectNoEnglish = async (where: string) => {
    const left = (await ownWords(page)).filter((words) => /[a-z]{2,}/iu.test(words.replace(theirs, "")));
    expect.soft(left, where).toEqual([]);
  };
  const row = message(page, "print(1)");
  await expect(row.getByRole("button", { name: "نسخ" })).toBeVisible();
  await expect(message(page, "and so forth").getByText("معدَّلة")).toBeVisible();
  await expectNoEnglish("the channel");
  await row.hover();
  await row.getByRole("button", { name: "المزيد" }).click();
  await expect(page.getByRole("menuitem", { name: "نسخ الرابط" })).toBeVisible();
  await expectNoEnglish("the menu of a message");
  await page.getByRole("menuitem", { name: "المزيد" }).click();
  await expect(page.getByRole("menuitem", { name: "رجوع" })).toBeVisible();
  await expectNoEnglish("its further page");
  await page.getByRole("menuitem", { name: "تثبيت" }).click();
  await expect(row.getByText("ثبّتها")).toBeVisible();
  await page.getByRole("button", { name: "المثبَّتات" }).click();
  await expect(page.getByRole("heading", { name: "الرسائل المثبَّتة" })).toBeVisible();
  await page.getByRole("button", { name: "إضافة إلى الرسالة" }).click();
  await expect(page.getByRole("menuitem", { name: "استطلاع" })).toBeVisible();
  await expectNoEnglish("the pins, and what can be added to a message");
  await page.goto(`/c/${old.id}`);
  await expect(page.getByText("هذه القناة مؤرشفة: تُقرأ ولا يُكتب فيها.")).toBeVisible();
  await expectNoEnglish("a channel that is archived");
});

test("R148: an emoji is found by its Arabic name, and by its English one", async ({ classroom, openChannel }) => {
  await say(classroom.owner, classroom.general, "We did it");
  const page = await openChannel(classroom.owner, classroom.general, ARABIC);
  await message(page, "We did it").focus();
  await page.keyboard.press("+");
  const picker = page.getByRole("dialog", { name: "اختر إيموجي" });
  const field = picker.getByRole("combobox", { name: "بحث" });
  await field.fill("احتفال");
  await expect(picker.getByRole("option", { name: /🎉/u })).toBeVisible();
  await field.fill("tada");
  await expect(picker.getByRole("option", { name: /🎉/u })).toBeVisible();
});

test("whoever chooses English has English after a reload too, and the browser's language when they choose that again", async ({
  open,
}) => {
  const page = await open(undefined, "/", ARABIC);
  const choice = page.getByRole("group", { name: "اللغة" });
  await expect(choice.getByRole("button", { name: "لغة المتصفح" })).toHaveAttribute("aria-pressed", "true");
  await choice.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "The chat of a class" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "The chat of a class" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.locator("html")).toHaveAttribute("dir", "ltr");
  const again = page.getByRole("group", { name: "Language" });
  await expect(again.getByRole("button", { name: "English" })).toHaveAttribute("aria-pressed", "true");
  await again.getByRole("button", { name: "The browser's" }).click();
  await expect(page.getByRole("heading", { name: "دردشة الصف" })).toBeVisible();
});

test("who speaks English chooses Arabic, and a language that PLACE does not know gets English", async ({ open }) => {
  const page = await open(undefined, "/", { locale: "pl-PL" });
  await expect(page.getByRole("heading", { name: "The chat of a class" })).toBeVisible();
  await page.getByRole("button", { name: "العربية" }).click();
  await expect(page.getByRole("heading", { name: "دردشة الصف" })).toBeVisible();
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { name: "تسجيل الدخول" })).toBeVisible();
});
