/**
 * The same table on both sides, in a class and in channels that one is not in: what the page offers, by what it was told over the real
 * routes, beside what the worker does when it is really asked.
 */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { closedTo, hasOtherOwner, personTarget, refusalOf } from "../../client/permissions.ts";
import { type Action, type ChannelAction, type Target } from "../../protocol/permissions.ts";
import type { Bootstrap, ListedChannel } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Answer, type Somebody } from "./support/classroom.ts";
import { ACTORS, answered, become, pageOf, person, type ActorName } from "./support/offered.ts";

describe.each(Object.keys(ACTORS) as ActorName[])(
  "I5, R9: what the page of a %s offers is what the worker does",
  (name) => {
    test("in channels that they are not in", async () => {
      const classroom = await openClassroom();
      const actor = await person(classroom, name);
      const maker = await classroom.person("teacher");
      const open = await channelOf([maker], { kind: "public" });
      const archived = await channelOf([maker], { kind: "public" });
      await env.DB.prepare("update channels set archived_at = 1 where no = ?").bind(archived.no).run();
      const page = await pageOf(classroom, actor, [maker]);
      const listed = (await actor.get<{ channels: ListedChannel[] }>(`/workspaces/${classroom.id}/channels`)).body
        .channels;
      for (const { id } of [archived, open]) {
        const channel = listed.find((one) => one.id === id)!;
        for (const [action, tryIt] of [
          ["post", () => actor.post(`/channels/${id}/messages`, { body: "Hello" })],
          ["editChannel", () => actor.patch(`/channels/${id}`, { topic: "Mine" })],
          ["readChannel", () => actor.get(`/channels/${id}/messages`)],
          ["joinChannel", () => actor.post(`/channels/${id}/join`)],
        ] as [ChannelAction, () => Promise<Answer<unknown>>][])
          // A door that shows nothing is not found, where the table would tell the class to join first.
          expect([action, answered(await tryIt()) === null]).toEqual([
            action,
            refusalOf(page, action, channel) === null,
          ]);
      }
    });

    test.each(["", "left", "imported", "blocked", "blocks", "staffOnly"] as const)(
      "in the class, towards one who is '%s'",
      async (what) => {
        const classroom = await openClassroom();
        const actor = await person(classroom, name);
        const [other, third, ta] = [
          await classroom.person("student"),
          await classroom.person("student"),
          await classroom.person("ta"),
        ];
        if (what !== "") await become(classroom, actor, other, what);
        const page = await pageOf(classroom, actor, [other, third, ta]);
        const of = (who: Somebody, role: "student" | "ta" = "student") => personTarget(page, { id: who.id, role });
        const home = `/workspaces/${classroom.id}`;
        const isGone = what === "left" || what === "imported";
        const tries: [Action, Target, () => Promise<Answer<unknown>>][] = [
          ["startDirect", of(other), () => actor.post(`${home}/direct`, { member: other.id })],
          ["readWorkspace", {}, () => actor.get(`${home}/members`)],
          ["editOwnSettings", {}, () => actor.patch(`${home}/me/settings`, { typing: true })],
          ["editOwnProfile", {}, () => actor.patch(`${home}/me`, { bio: "Me" })],
          ["editWorkspace", {}, () => actor.patch(home, { name: "Programming I" })],
          ["invite", {}, () => actor.post(`${home}/join-code`)],
          ["importHistory", {}, () => actor.post(`${home}/import/people`, { people: [] })],
          ["createPrivateChannel", {}, () => actor.post(`${home}/channels`, { name: "one", kind: "private" })],
          ["createPublicChannel", {}, () => actor.post(`${home}/channels`, { name: "two" })],
          ["createDefaultChannel", {}, () => actor.post(`${home}/channels`, { name: "three", isDefault: true })],
          ["createAnnouncementChannel", {}, () => actor.post(`${home}/channels`, { name: "four", posting: "staff" })],
          [
            "changeRole",
            { ...of(third), newRole: "ta" },
            () => actor.patch(`${home}/members/${third.id}`, { role: "ta" }),
          ],
          ["removeMember", of(ta, "ta"), () => actor.delete(`${home}/members/${ta.id}`)],
          ["liftBan", {}, () => actor.get(`${home}/bans`)],
          ["banMember", of(third), () => actor.put(`${home}/bans/${third.id}`, { reason: "" })],
          ["leaveWorkspace", { otherOwner: hasOtherOwner(page) }, () => actor.post(`${home}/leave`)],
        ];
        // Who is not here is in nobody's list of whom to ask into a group.
        if (!isGone) {
          const members = [other.id, third.id];
          tries.unshift(["startGroup", of(other), () => actor.post(`${home}/groups`, { members })]);
        }
        const differing = [];
        for (const [action, target, tryIt] of tries) {
          // What everybody is in is a public channel first.
          const first = action === "createDefaultChannel" ? refusalOf(page, "createPublicChannel", null) : null;
          const [offered, done] = [first ?? refusalOf(page, action, null, target), answered(await tryIt())];
          if (offered !== done)
            differing.push(`${action}: the page says ${offered ?? "yes"}, the worker ${done ?? "yes"}`);
        }
        expect(differing).toEqual([]);
      },
    );
  },
);

test("who blocks me and who takes messages of the teaching team alone are told apart by nothing that I am told", async () => {
  const classroom = await openClassroom();
  const [me, blocker, picky] = [
    await classroom.person("student"),
    await classroom.person("student"),
    await classroom.person("student"),
  ];
  await become(classroom, me, blocker, "blocks");
  await become(classroom, me, picky, "staffOnly");
  const page = await pageOf(classroom, me, [blocker, picky]);
  expect([closedTo(page, blocker.id), closedTo(page, picky.id)]).toEqual(["no_direct", "no_direct"]);
  const told = (await me.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body;
  const as = (id: string) =>
    JSON.stringify(told.members.find((member) => member.id === id)).replaceAll(/"[^"]*"|\d+/gu, "");
  expect(as(blocker.id)).toBe(as(picky.id));
});
