/** The doors: join by a code, try as a guest, sign in, sign out. */
import { Hono } from "hono";
import {
  GUESTS_PER_ADDRESS,
  GUESTS_PER_DAY,
  GUESTS_SUBNET_TIMES,
  JoinBody,
  LookAtCodeBody,
  SignInBody,
} from "../../protocol/index.ts";
import { readBody } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { arriveAsGuest, arriveKnown, arriveNew, withAccount, type Arrived } from "../join-workspace.ts";
import { knownDevice } from "../identity/known-device.ts";
import { passwordHasher } from "../identity/password-hasher.ts";
import { beginSession, endSessionsOf } from "../session-life.ts";
import { clearSessionCookie, GUEST_SESSION_MS } from "../identity/sessions.ts";
import { originsOf, throttleAddress, throttleHandle } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { takeAllowance, untilTomorrow } from "../store/allowances.ts";
import { openDb } from "../store/db.ts";
import { takeGuestPlace } from "../store/guest-counts.ts";
import { takeOutGuests } from "../store/members.ts";
import { findForSignIn } from "../store/users.ts";
import { countPeople, findByJoinCode, findDemo } from "../store/workspaces.ts";
import { passkeySignIn } from "./passkeys.ts";

export const signIn = new Hono<HonoEnv>()
  .post("/join/look", async (c) => {
    const { code } = await readBody(c, LookAtCodeBody);
    await throttleAddress(c, "look");
    const workspace = await classOf(c, code);
    return c.json({ name: workspace.name, people: await countPeople(openDb(c.env.DB), workspace.no) });
  })
  .post("/join", async (c) => {
    const { code, account } = await readBody(c, JoinBody);
    await throttleAddress(c, "join");
    const into = { workspace: await classOf(c, code), role: "student" } as const;
    if (account) return c.json(told(await arriveNew(c, account, into)), 201);
    return c.json(told(await arriveKnown(c, withAccount(c.get("caller")), into)), 201);
  })
  .post("/try", async (c) => {
    await throttleAddress(c, "try");
    const db = openDb(c.env.DB);
    const workspace = await findDemo(db);
    if (!workspace) throw new Refused("not_found", { sentence: "There is no demo class here to try." });
    const into = { workspace, role: "guest" } as const;
    const caller = c.get("caller");
    if (caller) return c.json(told(await arriveKnown(c, caller, into)), 201);
    const now = Date.now();
    await takeGuestFrom(c, now);
    if (!(await takeAllowance(db, workspace.no, "guests", { amount: 1, perDay: GUESTS_PER_DAY, now })))
      throw new Refused("too_fast", { sentence: CROWDED, retryAfter: untilTomorrow(now) });
    await takeOutGuests(db, workspace.no, now - GUEST_SESSION_MS, GUESTS_TAKEN_OUT);
    return c.json(told(await arriveAsGuest(c, into)), 201);
  })
  .post("/sign-in", async (c) => {
    const { handle, password } = await readBody(c, SignInBody);
    await throttleAddress(c, "sign-in");
    await throttleHandle(c, handle, await knownDevice(c, handle));
    const db = openDb(c.env.DB);
    const user = await findForSignIn(db, handle);
    // An unknown handle costs the same hashing and gets the same answer.
    const right = await passwordHasher(c.env).verify(password, user?.password ?? null);
    if (!user || !right) throw new Refused("wrong_credentials");
    return c.json({ account: await beginSession(c, user.id) });
  })
  .post("/sign-out", async (c) => {
    const caller = c.get("caller");
    // Who is signed out already has what they asked for.
    if (caller) await endSessionsOf(c, caller, { id: caller.session.id });
    if (caller?.session.kind === "browser") clearSessionCookie(c);
    return c.body(null, 204);
  })
  .route("/passkeys/sign-in", passkeySignIn);

/** Guests whose week is over, for each one who comes: more than come, so that they become no more. */
const GUESTS_TAKEN_OUT = 20;
const CROWDED =
  "As many guests as a day takes have tried the demo class today. Come back tomorrow, or make a class of your own.";

/** @throws Refused `too_fast` where as many guests came from there today as may come from one place */
async function takeGuestFrom(c: AppContext, now: number): Promise<void> {
  const { house, neighbourhood } = originsOf(c);
  const perAddress = Number(c.env.PLACE_GUESTS_PER_ADDRESS ?? GUESTS_PER_ADDRESS);
  const places = [
    { origin: house, perDay: perAddress },
    { origin: neighbourhood, perDay: perAddress * GUESTS_SUBNET_TIMES },
  ];
  if (!(await takeGuestPlace(openDb(c.env.DB), places, now)))
    throw new Refused("too_fast", { sentence: FROM_ONE_PLACE, retryAfter: untilTomorrow(now) });
}

const FROM_ONE_PLACE =
  "As many guests as one network may bring have tried the demo class from yours today. Come back tomorrow, or make a class of your own.";

async function classOf(c: AppContext, code: string) {
  const workspace = await findByJoinCode(openDb(c.env.DB), code);
  if (!workspace) throw new Refused("join_closed", { field: "code" });
  return workspace;
}

const told = ({ workspace, account }: Arrived) => ({ workspace: workspace.id, account });
