/** Where the system forces its colours, what colour tells elsewhere is told by shape. */
import { axeOn } from "./support/axe.ts";
import { say } from "./support/classroom.ts";
import { inSidebar, message, openDetails, state, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R149: in forced colours the current channel is outlined, my stored message has a full mark, presence a shape; axe is content", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const direct = await classroom.direct(ben, classroom.owner);
  await say(ben, direct, "Hello");
  const page = await openChannel(classroom.owner, classroom.general, { forcedColors: "active" });
  const text = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.cssText = "forced-color-adjust: none; background: CanvasText";
    const { backgroundColor } = getComputedStyle(probe);
    probe.remove();
    return backgroundColor;
  });
  await openChannel(ben, classroom.general);
  await write(page, "Is it seen?");
  const mark = state(message(page, "Is it seen?"), "Saved");
  await expect(mark).toHaveCSS("forced-color-adjust", "none");
  // It is filled little by little.
  await expect(mark).toHaveCSS("background-color", text);
  await expect(inSidebar(page, "general")).toHaveCSS("outline-style", "solid");
  await expect(inSidebar(page, "announcements")).toHaveCSS("outline-style", "none");
  const presence = inSidebar(page, "Ben Baker").locator(".presence");
  await expect(presence).toHaveClass(/online/u);
  await expect(presence).toHaveCSS("forced-color-adjust", "none");
  await inSidebar(page, "announcements").click();
  await expect(page.getByRole("heading", { name: "announcements", level: 1 })).toBeVisible();
  await say(ben, classroom.general, "Yes, by me");
  await inSidebar(page, "general").click();
  const newLine = page.getByRole("separator", { name: "New messages start here" });
  expect(await newLine.evaluate((line) => getComputedStyle(line, "::before").backgroundColor)).toBe(text);
  await openDetails(page);
  // Its contrast is the system's own.
  expect((await axeOn(page).disableRules(["color-contrast"]).analyze()).violations.map(({ id }) => id)).toEqual([]);
});
