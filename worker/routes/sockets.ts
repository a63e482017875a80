/** Upgrades: the origin was checked on the way here, session and membership are checked, then the object takes the socket. */
import { entered } from "../access.ts";
import { rememberEntry, reconnect } from "../reconnect.ts";
import type { HandlersOf } from "../http/handler.ts";
import { socketIdentity } from "../http/socket-identity.ts";
import { Refused } from "../refused.ts";
import {
  CHANNEL_HEADER,
  IDENTITY_HEADER,
  LOOKED_UP_HEADER,
  NOT_KNOWN,
  writeHeader,
} from "../room/sockets/socket-identity.ts";
import { toTheEnd } from "../room/stubs.ts";
import { readSessionWithChannel } from "../store/session-with-channel.ts";
import { readSessionWithWorkspace } from "../store/session-with-workspace.ts";

export const sockets: HandlersOf<"sockets"> = {
  async channel({ c, env, query: { rev }, enter }) {
    const returned = rev === undefined ? null : await reconnect(c);
    if (returned) return returned;
    return lookedUpAgain(async () => {
      const { caller, context, facts, who, looked } = await enter((at) => readSessionWithChannel(env.DB, at));
      rememberEntry(caller.session.tokenHash, facts.channelId);
      const readSeq = (context.parent ? context.following : context.membership)?.readSeq ?? 0;
      return toTheEnd(env.ROOMS.getByName(facts.channelId)).fetch(c.req.url, {
        headers: {
          upgrade: "websocket",
          [CHANNEL_HEADER]: writeHeader(facts),
          [IDENTITY_HEADER]: writeHeader({ ...who, readSeq }),
          [LOOKED_UP_HEADER]: String(looked.lookedUpAt),
        },
      });
    });
  },

  async workspace({ c, env, caller, context, lookedUpAt }) {
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
  },
};

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
    if (answer.status !== NOT_KNOWN) return answer;
  }
  throw new Refused("unavailable", { retryAfter: AGAIN_AFTER_MS });
}
