import { beforeEach, describe, expect, test } from "vitest";
import { handOut, wasHandedOut } from "../../web/src/lib/class/admin/handed-out.svelte.ts";
import { firstSteps } from "../../web/src/lib/features/welcome/first-steps.ts";
import { comesIn, isNewlyIn } from "../../web/src/lib/features/welcome/newly-in.ts";
import { stubStorage } from "../support/browser-stubs.ts";
import { channelOf, classroom, mapOf, memberOf } from "../support/web-class.ts";

beforeEach(stubStorage);

describe("the first minute", () => {
  test("who came in is welcomed once, in that class and in no other", () => {
    expect(isNewlyIn("w")).toBe(false);
    comesIn("w");
    expect(isNewlyIn("other")).toBe(false);
    expect(isNewlyIn("w")).toBe(true);
    expect(isNewlyIn("w")).toBe(false);
  });

  const beside = { isHandedOut: false, isOnSite: false };
  const done = (...given: Parameters<typeof classroom>) =>
    firstSteps(classroom(...given).workspace, beside).flatMap(({ step, isDone }) => (isDone ? [step] : []));

  test("in a new class nothing is done yet", () => {
    expect(
      done({ channels: mapOf(channelOf("general", { isDefault: true })), members: mapOf(memberOf("ada")) }),
    ).toEqual([]);
  });

  test("each step ticks itself off by what is in the class", () => {
    const general = channelOf("general", { isDefault: true });
    const all = (...members: Parameters<typeof mapOf<ReturnType<typeof memberOf>>>) => ({
      channels: mapOf(general),
      members: mapOf(memberOf("ada"), ...members),
    });
    expect(done(all(memberOf("ben")))).toEqual(["invite"]);
    expect(done(all(memberOf("ben", { role: "ta" })))).toEqual(["invite", "colleagues"]);
    expect(done(all(memberOf("old", { imported: true })))).toEqual(["history"]);
    const busy = mapOf(channelOf("general", { isDefault: true, lastSeq: 2 }), channelOf("lab"));
    expect(done({ channels: busy, members: mapOf(memberOf("ada")) })).toEqual(["channels", "firstWords"]);
  });

  test("a hand-out that was printed and a channel on the class's site are done, on this device and in this class", () => {
    const { workspace } = classroom({
      channels: mapOf(channelOf("general", { isDefault: true })),
      members: mapOf(memberOf("ada", { role: "owner" })),
    });
    expect(wasHandedOut(workspace.id)).toBe(false);
    handOut(workspace.id);
    expect(wasHandedOut("other")).toBe(false);
    const steps = firstSteps(workspace, { isHandedOut: wasHandedOut(workspace.id), isOnSite: true });
    expect(steps.flatMap(({ step, isDone }) => (isDone ? [step] : []))).toEqual(["handOut", "site"]);
  });
});
