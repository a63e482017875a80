/** How one joins by the code: settings of a class, which are saved as soon as a field is left. */
import { flushSync } from "svelte";
import { expect, test } from "vitest";
import { RefusedError } from "../../../client/index.ts";
import { refusal } from "../../../protocol/index.ts";
import { because } from "../../../protocol/reasons.ts";
import { toasts } from "../../../web/src/lib/base/toasts/toasts.svelte.ts";
import JoinRules from "../../../web/src/lib/features/coming-in/JoinRules.svelte";
import { Joining } from "../../../web/src/lib/features/coming-in/joining.svelte.ts";
import { classroom } from "../../support/web-class.ts";
import { click, drawn, eventually, type } from "./support/drawn.ts";

type Rules = { until: number | null; most: number | null; approval: boolean };

async function shown() {
  const asked: Rules[] = [];
  let next: () => Promise<void> = () => Promise.resolve();
  const { workspace } = classroom({ me: { member: "ada", role: "owner", guest: false } } as never, {
    "joining.rules": async () => ({ until: null, most: 30, approval: false, came: 3 }),
    "joining.requests": async () => ({ requests: [] }),
    "joining.setRules": async (...given: unknown[]) => {
      const rules = given[1] as Rules;
      asked.push(rules);
      await next();
      return { ...rules, came: 3 };
    },
  });
  const joining = new Joining(workspace);
  await joining.load();
  const page = drawn(JoinRules, { joining }, { workspace });
  const most = page.getByRole<HTMLInputElement>("textbox", { name: /come/u });
  const leave = (field: Element) => {
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    flushSync();
  };
  return { page, most, leave, asked, joining, before: (work: () => Promise<void>) => (next = work) };
}

test("a limit is saved when its field is left, approval when its box is pressed, and nothing that is as it was", async () => {
  const { page, most, leave, asked } = await shown();
  expect(page.queryByRole("button")).toBeNull();
  leave(most);
  type(most, "forty");
  leave(most);
  expect(asked, "no number is none").toEqual([]);
  type(most, "40");
  expect(asked, "not while it is written").toEqual([]);
  leave(most);
  await eventually(() => expect(toasts.shown).toHaveLength(1));
  click(page.getByRole("checkbox"));
  page.getByRole("checkbox").dispatchEvent(new Event("change", { bubbles: true }));
  await eventually(() => expect(asked).toHaveLength(2));
  expect(asked).toEqual([
    { until: null, most: 40, approval: false },
    { until: null, most: 40, approval: true },
  ]);
});

test("what is changed while that is on its way goes after it, and is not put back", async () => {
  const { most, leave, asked, before } = await shown();
  const first = Promise.withResolvers<void>();
  before(() => first.promise);
  type(most, "40");
  leave(most);
  type(most, "50");
  leave(most);
  before(() => Promise.resolve());
  first.resolve();
  await eventually(() => expect(asked.map((rules) => rules.most)).toEqual([40, 50]));
  await eventually(() => expect(toasts.shown).toHaveLength(1));
  expect(most.value).toBe("50");
});

test("what is refused says so, and stays as it was written", async () => {
  const { page, most, leave, before } = await shown();
  before(async () => {
    throw new RefusedError(refusal("invalid", { ...because("no_time_zone"), field: "most" }), 400);
  });
  type(most, "40");
  leave(most);
  await eventually(() => expect(page.queryByText(/time zone/u)).not.toBeNull());
  expect(most.value).toBe("40");
});
