/** What is left to one of the teaching team without the second factor that their class asks for: written out, and held against the whole table. */
import { describe, expect, test } from "vitest";
import {
  CHANNEL_ACTIONS,
  decideInChannel,
  decideInWorkspace,
  WORKSPACE_ACTIONS,
  type Actor,
  type Place,
} from "../../protocol/permissions.ts";
import { inside, NOW, TARGETS } from "./support/permission-tables.ts";

const lacking = (role: Actor["role"]): Actor => ({ role, mutedUntil: null, lacksFactor: true });

describe("R9: a class that asks its teaching team for a second factor", () => {
  test("leaves an owner without one what a student may in the class, and nothing else", () => {
    const left = WORKSPACE_ACTIONS.filter(
      (action) => decideInWorkspace(action, lacking("owner"), { otherOwner: true, isAuthor: true }, NOW) === null,
    );
    expect(left.toSorted()).toEqual(
      [
        ...["readWorkspace", "editOwnProfile", "editOwnSettings", "leaveWorkspace", "report", "claimPerson"],
        ...["startDirect", "startGroup", "addEmoji", "removeEmoji", "createPrivateChannel"],
      ].toSorted(),
    );
    expect(decideInWorkspace("demandSecondFactor", lacking("owner"), {}, NOW)).toBe("factor_needed");
    // What a teacher may not do anyway is no matter of codes.
    expect(decideInWorkspace("deleteWorkspace", lacking("teacher"), {}, NOW)).toBe("forbidden");
  });

  test("leaves a TA reading and writing in channels, and takes what is done to others' words and to channels", () => {
    const others = { isAuthor: false };
    const code = (action: (typeof CHANNEL_ACTIONS)[number], place: Partial<Place> = {}) =>
      decideInChannel(action, lacking("ta"), { ...inside, ...place }, others, NOW);
    for (const action of ["readChannel", "post", "react", "startThread"] as const) expect(code(action)).toBeNull();
    for (const action of [
      "deleteMessage",
      "pin",
      "editChannel",
      "archiveChannel",
      "moveMessages",
      "readVersions",
    ] as const)
      expect(code(action), action).toBe("factor_needed");
    expect(code("post", { posting: "staff" })).toBe("factor_needed");
    expect(code("post", { kind: "thread", parentKind: "public", locked: true })).toBe("factor_needed");
    expect(decideInChannel("deleteMessage", lacking("ta"), inside, { isAuthor: true }, NOW), "one's own").toBeNull();
  });

  test("is, for every act on everything there is, a student's place with another word for what the role alone opens", () => {
    const places: Partial<Place>[] = [
      {},
      { posting: "staff" },
      { archived: true },
      { kind: "private" },
      { kind: "dm" },
    ];
    for (const role of ["ta", "teacher", "owner"] as const) {
      const has: Actor = { role, mutedUntil: null };
      const student: Actor = { role: "student", mutedUntil: null };
      for (const target of Object.values(TARGETS)) {
        const all = [
          ...WORKSPACE_ACTIONS.map((action) => (actor: Actor) => decideInWorkspace(action, actor, target, NOW)),
          ...CHANNEL_ACTIONS.flatMap((action) =>
            places.map(
              (place) => (actor: Actor) => decideInChannel(action, actor, { ...inside, ...place }, target, NOW),
            ),
          ),
        ];
        for (const decide of all) {
          const [before, as] = [decide(has), decide(student)];
          expect(decide(lacking(role))).toBe(before === null && as !== null ? "factor_needed" : before);
        }
      }
    }
  });
});
