/** Commands that bots answer: which a channel has, giving one, and answering it. */
import * as v from "valibot";
import { CommandAnswerBody, InvokeCommandBody, InvokedSchema, OfferedCommandSchema } from "../programs.ts";
import type { Row } from "./route.ts";

export const commands = {
  list: {
    method: "GET",
    path: "/channels/:channel/commands",
    needs: { channel: "readChannel" },
    answer: () => v.object({ commands: v.array(OfferedCommandSchema) }),
    since: "0.2",
    says: "those of the bots that are in this channel, or in the channel of this thread",
  },
  invoke: {
    method: "POST",
    path: "/channels/:channel/commands/:command",
    needs: { channel: "post" },
    body: InvokeCommandBody,
    answer: () => InvokedSchema,
    rate: { account: "command" },
    since: "0.2",
    says: "gives a command: answered to me alone (`answer`), in the channel (`message`), or, where the bot takes longer than three seconds, later",
  },
  answer: {
    method: "POST",
    path: "/command-answers/:token",
    needs: "nobody",
    body: CommandAnswerBody,
    answer: "nothing",
    since: "0.2",
    says: "for a bot, by the token that came with the command: within half an hour, five times at most",
  },
} as const satisfies Record<string, Row>;
