/** Commands that bots answer. */
import { v7 as uuidv7 } from "uuid";
import {
  CommandAnswerBody,
  COMMAND_WAIT_MS,
  parse,
  parseJson,
  type CommandAnswer,
  type Message,
} from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import type { HandlersOf } from "../http/handler.ts";
import { hashSecret, newToken } from "../identity/sessions.ts";
import { throttleAddress } from "../identity/throttle.ts";
import * as live from "../notify.ts";
import { fetchOutside, NotFetched } from "../outside-fetch.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import type { ChannelFacts, SocketIdentity } from "../room/contract.ts";
import { roomOf } from "../room/stubs.ts";
import { PROGRAM_ROLE } from "../store/bots.ts";
import { botInCall, findCommand, offeredCommands, openCall, takeAnswer, type CommandToAsk } from "../store/commands.ts";
import { openSigningSecret, signatureHeaders } from "../webhooks/signing.ts";

const ANSWER_MAX_BYTES = 100_000;

export const commands: HandlersOf<"commands"> = {
  async list({ db, permit }) {
    return { commands: await offeredCommands(db, permit) };
  },

  async invoke({ c, env, db, permit, params, body: { id, words } }) {
    const { channel, member, workspace } = permit;
    const command = await findCommand(db, permit, params.command);
    if (!command) throw new Refused("not_found");
    const token = newToken();
    const now = Date.now();
    const tokenHash = await hashSecret(token);
    await openCall(
      db,
      {
        ...{ tokenHash, workspaceNo: workspace.no, channelNo: channel.no, botNo: command.botNo, memberNo: member.no },
        command: command.name,
      },
      now,
    );
    const asked = {
      ...{ workspace: workspace.id, channel: channel.id, command: command.name, words },
      by: { id: member.id, name: member.name, handle: member.handle },
      answerAt: new URL(`/api/command-answers/${token}`, c.req.url).href,
    };
    if (command.url === null) {
      await live.sendEvent(env, workspace.id, { members: [command.bot] }, { type: "commandGiven", id, ...asked });
      return {};
    }
    const body = JSON.stringify({ type: "command.given", timestamp: new Date(now).toISOString(), data: asked });
    const answer = await askBot(env, command, id, body);
    if (!answer) return {};
    if (answer.to === "asker") return { answer: answer.body };
    const who = botIdentity({ member: command.bot, memberNo: command.botNo, handleKey: "" });
    return { message: await say(env, factsOf(permit), who, id, answer.body) };
  },

  async answer({ c, env, db, params, body: { to, body } }) {
    const call = await takeAnswer(db, await hashSecret(params.token), Date.now());
    const bot = call && (await botInCall(db, call));
    if (!call || !bot) {
      await throttleAddress(c, "hook");
      throw new Refused("not_found", because("command_over"));
    }
    const { context, asker } = bot;
    if (to === "channel") {
      const { member } = context;
      const who = botIdentity({ member: member.id, memberNo: member.no, handleKey: member.handleKey });
      await say(env, factsOf(context), who, uuidv7(), body);
      return;
    }
    const answered = { channel: context.channel.id, command: call.command, bot: context.member.id, body };
    await live.sendEvent(env, context.workspace.id, { members: [asker] }, { type: "commandAnswered", ...answered });
  },
};

const botIdentity = (of: Pick<SocketIdentity, "member" | "memberNo" | "handleKey">): SocketIdentity => ({
  ...of,
  ...{ role: PROGRAM_ROLE, mutedUntil: null, session: "", tokenHash: "", scope: "write" },
});

async function say(env: Env, facts: ChannelFacts, who: SocketIdentity, id: string, body: string): Promise<Message> {
  const written = await roomOf(env, facts.channelId).post(facts, who, { id, body });
  if (!written.ok) throw new Refused(written.refusal);
  return written.message;
}

/**
 * Asks the bot's program, which has three seconds. Null: it took it, and answers later.
 * @throws Refused `unavailable` where it did not take it
 */
async function askBot(env: Env, command: CommandToAsk, id: string, body: string): Promise<CommandAnswer | null> {
  const unreached = () =>
    new Refused("unavailable", because("command_unreached", { name: command.botName, command: command.name }));
  const secret = await openSigningSecret(env, command.secret, command.url);
  if (secret === null) throw unreached();
  try {
    const headers = {
      "content-type": "application/json",
      ...(await signatureHeaders(secret, id, Date.now(), body)),
    };
    const bounds = { timeoutMs: COMMAND_WAIT_MS, maxBytes: ANSWER_MAX_BYTES };
    const answer = await fetchOutside(env, command.url ?? "", { method: "POST", headers, body, ...bounds });
    if (answer.status < 200 || answer.status >= 300) throw unreached();
    return answerIn(new TextDecoder().decode(answer.body));
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error;
    // It has it, as far as anybody can know, and may still answer.
    if (error.failure === "timed_out") return null;
    throw unreached();
  }
}

/** JSON as `CommandAnswerBody` has it; words alone are for who asked. What is neither is no answer yet. */
function answerIn(text: string): CommandAnswer | null {
  const json = parseJson(text);
  const read = parse(CommandAnswerBody, json.ok ? json.value : { body: text });
  return read.ok ? read.value : null;
}
