/** `place post CHANNEL WORDS`: says something in a channel. */
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { mintMessageId } from "../../../client/message-id.ts";
import { CLASS_OPTIONS, CLASS_USAGE, openClass } from "../search/class.ts";
import { findChannel } from "./channel.ts";

export const POST_USAGE = `npm run place -- post CHANNEL WORDS --workspace NAME [options]

  Says WORDS in a channel; with - in their place, what comes in on standard input.

${CLASS_USAGE}
  --json             the message that is stored, as JSON`;

/** Returns the exit code: 0 it is stored. @throws RefusedError, UnreachableError: it is not, or nobody knows */
export async function postCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...CLASS_OPTIONS, json: { type: "boolean", default: false } },
  });
  const [wanted, ...words] = positionals;
  if (values.help || wanted === undefined || words.length === 0) {
    console.log(POST_USAGE);
    return values.help ? 0 : 1;
  }
  const body = words.length === 1 && words[0] === "-" ? (await text(process.stdin)).trimEnd() : words.join(" ");
  const target = await openClass(values);
  try {
    const { api, workspaceId } = await target.enter();
    const { id: channel, name } = await findChannel(api, workspaceId, wanted);
    const { message } = await api.call("messages.post", { channel }, { id: mintMessageId(Date.now()), body });
    console.log(values.json ? JSON.stringify(message) : `Saved as ${message.seq} in #${name}.`);
    return 0;
  } finally {
    await target.close();
  }
}
