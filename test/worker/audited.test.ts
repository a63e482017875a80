/** Every route by which somebody does more than a student may writes a row into the audit, or says here why not. */
import { env, exports } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import type { AuditAct } from "../../protocol/audit.ts";
import { allRoutes, type RouteName } from "../../protocol/routes/index.ts";
import { CELLS } from "./support/cells.ts";
import { heldMessage } from "./support/cells/from-outside.ts";
import { ORIGIN, type Somebody } from "./support/classroom.ts";
import { openScene, type Scene } from "./support/scene.ts";

/** What each of them writes. A new one is added here, or to `NONE` with its reason. */
const ACTS: Partial<Record<RouteName, AuditAct>> = {
  "backIn.makeLink": "signInLinkMade",
  "workspaces.edit": "classEdited",
  "workspaces.newJoinCode": "joinCodeMade",
  "workspaces.stopJoining": "joiningStopped",
  "workspaces.archive": "classArchived",
  "workspaces.reopen": "classReopened",
  "joining.setRules": "joinRulesSet",
  "joining.decide": "joinTurnedDown",
  "roster.add": "rosterAdded",
  "roster.links": "invitationsMade",
  "roster.takeBack": "invitationsTakenBack",
  "roster.remove": "rosterRemoved",
  "members.edit": "roleChanged",
  "members.remove": "memberRemoved",
  "members.ban": "memberBanned",
  "members.liftBan": "banLifted",
  "audit.file": "auditExported",
  "archives.make": "archiveAsked",
  "archives.remove": "archiveRemoved",
  "archives.courseMade": "courseFileMade",
  "backups.make": "backupAsked",
  "reports.decide": "reportDecided",
  "roster.match": "rosterMatched",
  "claims.decide": "claimRefused",
  "order.setWords": "heldWordsEdited",
  "order.turnDown": "heldTurnedDown",
  "order.mute": "memberMuted",
  "order.lock": "threadLocked",
  "erasing.deleteClass": "classDeletionAsked",
  "erasing.keepClass": "classDeletionTakenBack",
  "emoji.remove": "emojiRemoved",
  "channels.create": "channelMade",
  "channels.edit": "channelEdited",
  "channels.archive": "channelArchived",
  "channels.restore": "channelRestored",
  "channels.keep": "keepingChanged",
  "channels.showOnWeb": "channelOnWeb",
  "channels.hideFromWeb": "channelOffWeb",
  "memberships.remove": "channelMemberRemoved",
  "messages.remove": "messageDeleted",
  "search.editSynonyms": "synonymsEdited",
  "problems.edit": "problemDecided",
  "import.people": "historyImported",
  "import.channel": "historyImported",
  "import.messages": "historyImported",
  "widgets.put": "widgetEdited",
  "widgets.remove": "widgetRemoved",
  "widgets.addKey": "widgetKeyMade",
  "widgets.retireKey": "widgetKeyRetired",
  "widgets.held": "heldLookedAt",
  "widgets.letThrough": "heldLetThrough",
  "widgets.turnDown": "heldTurnedDown",
  "widgets.muteVisitor": "memberMuted",
  "widgets.removeVisitor": "memberRemoved",
  "bots.create": "botMade",
  "bots.edit": "botEdited",
  "bots.remove": "botRemoved",
  "bots.createToken": "botTokenMade",
  "bots.revokeToken": "botTokenRemoved",
  "bots.createCommand": "botCommandMade",
  "bots.removeCommand": "botCommandRemoved",
  "hooks.createIncoming": "hookMade",
  "hooks.editIncoming": "hookEdited",
  "hooks.removeIncoming": "hookRemoved",
  "hooks.createOutgoing": "hookMade",
  "hooks.editOutgoing": "hookEdited",
  "hooks.removeOutgoing": "hookRemoved",
};

const NONE: Partial<Record<RouteName, string>> = {
  "moves.move": "what is asked for here moves nothing; moves.test.ts has the row of what is moved",
  "roster.look": "looks at a list that is not kept",
  "search.reindex": "brings into the index what is there: nobody reads or may more by it",
  "messages.act": "everybody sees at the message what was done, and who did it",
  "import.file": "a file of a message whose import has a row",
};

/** What has to be there first, where the cell of the access matrix asks for what is not. */
const BEFORE: Partial<Record<RouteName, (scene: Scene, owner: Somebody) => Promise<unknown>>> = {
  "workspaces.reopen": ({ classroom }, owner) => owner.post(`/workspaces/${classroom.id}/archived`),
  "erasing.keepClass": ({ classroom }, owner) =>
    owner.post(`/workspaces/${classroom.id}/deletion`, { name: "Programming I" }),
  "members.liftBan": ({ classroom, target }, owner) =>
    owner.put(`/workspaces/${classroom.id}/bans/${target.id}`, { reason: "" }),
  "archives.remove": ({ classroom }, owner) => owner.post(`/workspaces/${classroom.id}/archive`),
  "widgets.held": heldMessage,
};
/** They end what the others need, or are written once an hour. */
const ALONE = new Set<RouteName>([
  ...(["workspaces.archive", "workspaces.reopen", "erasing.deleteClass", "erasing.keepClass"] as const),
  ...(["members.remove", "members.ban", "members.liftBan", "channels.archive", "memberships.remove"] as const),
  ...(["import.people", "import.channel", "import.messages"] as const),
]);

/** Looks that are acts of power as well. */
const LOOKS = new Set<RouteName>(["widgets.held", "audit.file"]);
const isOfPower = (name: RouteName): boolean => {
  const { in: letIn } = CELLS[name];
  return letIn.includes("owner") && !letIn.includes("student") && !letIn.includes("browser");
};
const ofPower = allRoutes().filter(([name, { method }]) => LOOKS.has(name) || (method !== "GET" && isOfPower(name)));

let shared: Promise<Scene> | undefined;

describe("what is done by those who may do more than students", () => {
  test("every route of power writes a row, or it is said here why not", () => {
    const said = new Set([...Object.keys(ACTS), ...Object.keys(NONE)]);
    expect(ofPower.map(([name]) => name).filter((name) => !said.has(name))).toEqual([]);
  });

  test.each(allRoutes().filter(([name]) => ACTS[name] !== undefined))("%s", async (name, { method, path }) => {
    const scene = ALONE.has(name) ? await openScene() : await (shared ??= openScene());
    const owner = scene.people.owner!;
    await BEFORE[name]?.(scene, owner);
    const asked = (await CELLS[name].ask?.(scene, "owner", owner)) ?? {};
    const given: Record<string, string> = {
      ...{ workspace: scene.classroom.id, channel: scene.channel, member: scene.target.id, seq: "1" },
      ...asked.params,
    };
    const address = path.replace(/:(\w+)/gu, (_, part: string) => given[part] ?? `no ${part}`);
    const acts = async () => {
      const { results } = await env.DB.prepare(
        `select act, actor_no as actor from audit_entries where workspace_no = ?`,
      )
        .bind(scene.classroom.no)
        .all<{ act: AuditAct; actor: number }>();
      return results.filter(({ act, actor }) => act === ACTS[name] && actor === owner.no).length;
    };
    const before = await acts();
    const headers = { authorization: `Bearer ${owner.token}`, "content-type": "application/json" };
    const body = method === "GET" ? null : JSON.stringify(asked.body ?? {});
    const answer = await exports.default.fetch(`${ORIGIN}/api${address}`, { method, headers, body });
    expect(answer.status < 400 ? "" : await answer.text()).toBe("");
    await answer.body?.cancel();
    // What a room did is carried over after its answer.
    await vi.waitFor(async () => expect(await acts()).toBe(before + 1));
  });
});
