/** How one joins by the code, and who waits before the door. */
import type { HandlersOf } from "../http/handler.ts";
import { enterAndTell } from "../join-workspace.ts";
import * as live from "../notify.ts";
import { Refused } from "../refused.ts";
import {
  doorkeepersOf,
  findJoinRequest,
  joinRequestsOf,
  joinRulesOf,
  markLetIn,
  myJoinRequests,
  setJoinRules,
  turnDown,
} from "../store/joining.ts";
import { latestProfile } from "../store/users.ts";

export const joining: HandlersOf<"joining"> = {
  rules: ({ permit }) => Promise.resolve(joinRulesOf(permit.workspace)),

  setRules: ({ db, permit, body }) => setJoinRules(db, permit, body, Date.now()),

  async requests({ db, permit }) {
    return { requests: await joinRequestsOf(db, permit) };
  },

  async decide({ env, db, permit, params, body: { letIn } }) {
    const { workspace } = permit;
    const asked = await findJoinRequest(db, permit, params.request);
    if (!asked) throw new Refused("not_found");
    const now = Date.now();
    if (letIn) {
      const { userNo, userId, handle, name } = asked;
      // A picture that they have elsewhere comes along, as for everybody who joins with an account.
      const profile = { ...(await latestProfile(db, userNo)), name };
      const join = { user: { id: userId, handle }, profile, into: { workspace, role: "student" as const } };
      const { memberId } = await enterAndTell(env, join);
      await markLetIn(db, permit, params.request, memberId, now);
    } else if (!(await turnDown(db, permit, params.request, now))) throw new Refused("not_found");
    const doorkeepers = await doorkeepersOf(db, workspace.no);
    await live.sendEvent(env, workspace.id, { members: doorkeepers }, { type: "peopleNotice", what: "joinDecided" });
  },

  async mine({ db, caller }) {
    return { requests: await myJoinRequests(db, caller.user.no, Date.now()) };
  },
};
