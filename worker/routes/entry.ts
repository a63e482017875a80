/** Getting in and out: join by a code, try as a guest, sign in, sign out. */
import { GUESTS_PER_ADDRESS, GUESTS_PER_DAY, GUESTS_SUBNET_TIMES } from "../../protocol/index.ts";
import { getPicture } from "../files/profile-picture.ts";
import type { AppContext } from "../hono-env.ts";
import type { HandlersOf } from "../http/handler.ts";
import { classOfCode, joinByCode, type JoinedByCode } from "../join-by-code.ts";
import { joinAsGuest, joinWithAccount } from "../join-workspace.ts";
import { knownDevice } from "../identity/known-device.ts";
import { passwordHasher, renewHash } from "../identity/password-hasher.ts";
import { askCode, beginSession, endSessionsOf, openAgain } from "../session-life.ts";
import { clearSessionCookie, GUEST_SESSION_MS } from "../identity/sessions.ts";
import { originsOf, throttleHandle } from "../identity/throttle.ts";
import { perDayOf } from "../operator-settings.ts";
import { log } from "../log.ts";
import { Refused } from "../refused.ts";
import { takeAllowance, untilTomorrow } from "../store/allowances.ts";
import { openDb, type WorkspaceRow } from "../store/db.ts";
import { takeGuestPlace } from "../store/guest-counts.ts";
import { joinRulesOf } from "../store/joining.ts";
import { takeOutGuests } from "../store/members.ts";
import { findForSignIn } from "../store/users.ts";
import { countPeople, findDemo, iconOf } from "../store/workspaces.ts";
import { because } from "../../protocol/reasons.ts";

export const entry: HandlersOf<"entry"> = {
  async look({ env, db, body }) {
    const workspace = await classOfCode(db, body.code);
    const [people, icon] = await Promise.all([countPeople(db, workspace.no), iconFor(env, workspace)]);
    return {
      ...{ name: workspace.name, people, ...(icon !== undefined && { icon }) },
      ...(joinRulesOf(workspace).approval && { approval: true as const }),
    };
  },

  async join({ c, body: { code, account } }) {
    return answerOf(await joinByCode(c, code, account));
  },

  async tryIt({ c, db, caller }) {
    const workspace = await findDemo(db);
    if (!workspace) throw new Refused("not_found", because("no_demo"));
    if (workspace.archivedAt !== null) throw new Refused("class_archived");
    const into = { workspace, role: "guest" } as const;
    if (caller) return answerOf(await joinWithAccount(c, caller, into));
    const now = Date.now();
    await takeGuestFrom(c, now);
    if (!(await takeAllowance(db, workspace.no, "guests", { amount: 1, perDay: GUESTS_PER_DAY, now })))
      throw new Refused("too_fast", { ...because("demo_full"), retryAfter: untilTomorrow(now) });
    await takeOutGuests(db, workspace.no, now - GUEST_SESSION_MS, GUESTS_TAKEN_OUT);
    return answerOf(await joinAsGuest(c, into));
  },

  async signIn({ c, env, db, body: { handle, password, reopen = false, ...given } }) {
    await throttleHandle(c, handle, await knownDevice(c, handle));
    const user = await findForSignIn(db, handle);
    // An unknown handle costs the same hashing and gets the same answer.
    const right = await passwordHasher(env).verify(password, user?.password ?? null);
    if (!user || !right) throw new Refused("wrong_credentials");
    if (user.password) await renewHash(env, db, user.no, password, user.password);
    const asked = await askCode(c, user.id, given);
    await openAgain(c, user.id, reopen);
    return { account: await beginSession(c, user.id, asked) };
  },

  async signOut({ c, caller }) {
    // Who is signed out already has what they asked for.
    if (caller) await endSessionsOf(c, caller, { id: caller.session.id });
    if (caller?.session.kind === "browser") clearSessionCookie(c);
  },
};

/** Guests whose week is over, for each one who comes: more than come, so that they become no more. */
const GUESTS_TAKEN_OUT = 20;

/** @throws Refused `too_fast` where as many guests came from there today as may come from one place */
async function takeGuestFrom(c: AppContext, now: number): Promise<void> {
  const { address, neighbourhood } = originsOf(c);
  const perAddress = perDayOf(c.env, "PLACE_GUESTS_PER_ADDRESS", GUESTS_PER_ADDRESS);
  const places = [
    { origin: address, perDay: perAddress },
    { origin: neighbourhood, perDay: perAddress * GUESTS_SUBNET_TIMES },
  ];
  if (!(await takeGuestPlace(openDb(c.env.DB), places, now)))
    throw new Refused("too_fast", { ...because("demo_full_network"), retryAfter: untilTomorrow(now) });
}

const answerOf = ({ workspace, account, recoveryCodes, waiting }: JoinedByCode) => ({
  workspace: workspace.id,
  account,
  ...(waiting && { waiting }),
  ...(recoveryCodes && { recoveryCodes }),
});

/** Whoever has the code is in no class yet, and may ask for no address of it. Undefined: there is none, or it is not to be had now. */
async function iconFor(env: Env, { id, meta }: WorkspaceRow): Promise<string | undefined> {
  const version = iconOf(meta);
  if (version === null) return undefined;
  try {
    const picture = await getPicture(env, { workspace: id, of: "class", version });
    if (!picture) return undefined;
    const bytes = await new Response(picture.body).arrayBuffer();
    return `data:${picture.type};base64,${Buffer.from(bytes).toString("base64")}`;
  } catch (error) {
    log.fault("files", error, { workspace: id });
    return undefined;
  }
}
