/**
 * A live object's socket for who may have it: the origin was checked on the way here, session and membership are checked, then the object
 * takes it over. What an upgrade hands to its caller, and what a stream reads for somebody who can have no socket (event-stream.ts).
 */
import { entered } from "./access.ts";
import type { Asked } from "./http/handler.ts";
import { socketIdentity } from "./http/socket-identity.ts";
import { reconnect, rememberEntry } from "./reconnect.ts";
import { Refused } from "./refused.ts";
import {
  CHANNEL_HEADER,
  FULL,
  IDENTITY_HEADER,
  LOOKED_UP_HEADER,
  NOT_KNOWN,
  writeHeader,
} from "./room/sockets/socket-identity.ts";
import { toTheEnd } from "./room/stubs.ts";
import { readSessionWithChannel } from "./store/session-with-channel.ts";
import { readSessionWithWorkspace } from "./store/session-with-workspace.ts";
import type { RowOf } from "../protocol/routes/index.ts";

/**
 * @param rev the highest that the caller has seen; undefined at first contact
 * @returns the room's answer to the upgrade, with its `webSocket`
 * @throws Refused not signed in, not found, `unavailable`
 */
export async function channelSocket(
  { c, env, enter }: Pick<Asked<RowOf<"sockets.channel">>, "c" | "env" | "enter">,
  rev: number | undefined,
): Promise<Response> {
  const url = new URL(c.req.url);
  url.search = rev === undefined ? "" : `?rev=${rev}`;
  const returned = rev === undefined ? null : await reconnect(c, url);
  if (returned) return unlessFull(returned);
  return lookedUpAgain(async () => {
    const { caller, context, facts, who, looked } = await enter((at) => readSessionWithChannel(env.DB, at));
    rememberEntry(caller.session.tokenHash, facts.channelId);
    const readSeq = (context.parent ? context.following : context.membership)?.readSeq ?? 0;
    return toTheEnd(env.ROOMS.getByName(facts.channelId)).fetch(url.href, {
      headers: {
        upgrade: "websocket",
        [CHANNEL_HEADER]: writeHeader(facts),
        [IDENTITY_HEADER]: writeHeader({ ...who, readSeq }),
        [LOOKED_UP_HEADER]: String(looked.lookedUpAt),
      },
    });
  });
}

/** @returns the hub's answer to the upgrade, with its `webSocket`. @throws Refused not signed in, not found, `unavailable` */
export async function workspaceSocket({
  c,
  env,
  caller,
  context,
  lookedUpAt,
}: Pick<Asked<RowOf<"sockets.workspace">>, "c" | "env" | "caller" | "context" | "lookedUpAt">): Promise<Response> {
  const { tokenHash } = caller.session;
  let known = { context, lookedUpAt };
  return lookedUpAgain(
    () =>
      toTheEnd(env.HUBS.getByName(known.context.workspace.id)).fetch(c.req.url, {
        headers: {
          upgrade: "websocket",
          [IDENTITY_HEADER]: writeHeader(socketIdentity(caller, known.context, c.get("trace"))),
          [LOOKED_UP_HEADER]: String(known.lookedUpAt),
        },
      }),
    async () => {
      const again = await readSessionWithWorkspace(env.DB, { tokenHash, placeId: context.workspace.id });
      if (!again.found) throw new Refused("not_signed_in");
      known = { context: entered(again.context), lookedUpAt: again.lookedUpAt };
    },
  );
}

/** Until lines that nobody reads have ended. */
const FULL_FOR_MS = 60_000;

/** @throws Refused `too_fast` where the caller has as many sockets as they may, and reads none of them */
function unlessFull(answer: Response): Response {
  if (answer.status === FULL) throw new Refused("too_fast", { retryAfter: FULL_FOR_MS });
  return answer;
}

const TRIES = 3;
const AGAIN_AFTER_MS = 1_000;

/**
 * Hands a socket over. Whose place went, or changed, since they were looked up is looked up again, and refused by what is then so.
 * @throws Refused `unavailable` where it changes without end; what `handOver` and `again` throw
 */
async function lookedUpAgain(
  handOver: () => Promise<Response>,
  again: () => Promise<void> = () => Promise.resolve(),
): Promise<Response> {
  for (let tries = 1; tries <= TRIES; tries++) {
    if (tries > 1) await again();
    const answer = await handOver();
    if (answer.status !== NOT_KNOWN) return unlessFull(answer);
  }
  throw new Refused("unavailable", { retryAfter: AGAIN_AFTER_MS });
}
