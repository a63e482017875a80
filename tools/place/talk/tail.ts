/** `place tail CHANNEL`: what is said in a channel, line by line, as it is said. */
import { once } from "node:events";
import { parseArgs } from "node:util";
import { ChannelSession, Outbox, type Api } from "../../../client/index.ts";
import type { Message } from "../../../protocol/index.ts";
import { plain } from "../../../imports/words.ts";
import { CLASS_OPTIONS, CLASS_USAGE, openClass } from "../search/class.ts";
import { findChannel } from "./channel.ts";

export const TAIL_USAGE = `npm run place -- tail CHANNEL --workspace NAME [options]

  Each message of a channel as it is said, until Ctrl-C; a connection that is lost comes back, and nothing is left out.

${CLASS_USAGE}
  --last N           of those before, so many (default 10)
  --json             each message as JSON, one a line`;

/** Returns the exit code: 0 stopped, 1 the channel may not be read (any more). */
export async function tailCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...CLASS_OPTIONS, last: { type: "string", default: "10" }, json: { type: "boolean", default: false } },
  });
  const [wanted, ...more] = positionals;
  const last = Number(values.last);
  if (values.help || wanted === undefined || more.length > 0 || !Number.isInteger(last) || last < 0) {
    console.log(TAIL_USAGE);
    return values.help ? 0 : 1;
  }
  const target = await openClass(values);
  try {
    const { api, workspaceId: workspace } = await target.enter();
    const { id: channel } = await findChannel(api, workspace, wanted);
    const names = new Names(api, workspace);
    const line = async (message: Message) =>
      values.json
        ? JSON.stringify(message)
        : `${timeOf(message.at)}  ${await names.of(message.author)}: ${wordsOf(message)}`;
    return await follow(api, channel, last, async (message) => console.log(await line(message)));
  } finally {
    await target.close();
  }
}

async function follow(
  api: Api,
  channel: string,
  last: number,
  print: (message: Message) => Promise<void>,
): Promise<number> {
  const session = new ChannelSession({ api, channel, outbox: new Outbox({ api, locks: null }) });
  // One after the other, in their order, whatever a name takes to be looked up.
  let printed = Promise.resolve();
  let shown = 0;
  const show = (message: Message) => {
    if (message.seq <= shown || message.deletedAt !== undefined) return;
    shown = message.seq;
    printed = printed.then(() => print(message));
  };
  const { promise: ended, resolve: end } = Promise.withResolvers<number>();
  let isBegun = false;
  session.onPosted(show);
  session.subscribe(() => {
    const { ready, messages, ended: refusal } = session.snapshot();
    if (refusal) {
      console.error(refusal.sentence);
      end(1);
    }
    if (!ready || isBegun) return;
    isBegun = true;
    if (last > 0) for (const message of messages.slice(-last)) show(message);
    shown = Math.max(shown, messages.at(-1)?.seq ?? 0);
  });
  session.open();
  void Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]).then(() => end(0));
  const code = await ended;
  session.close();
  await printed;
  return code;
}

/** Names by member id, each asked for once. */
class Names {
  readonly #api: Api;
  readonly #workspace: string;
  readonly #known = new Map<string, Promise<string>>();

  constructor(api: Api, workspace: string) {
    this.#api = api;
    this.#workspace = workspace;
  }

  of(id: string): Promise<string> {
    const known = this.#known.get(id) ?? this.#ask(id);
    this.#known.set(id, known);
    return known;
  }

  async #ask(id: string): Promise<string> {
    const workspace = this.#workspace;
    const found = await this.#api.call("members.list", { workspace }, { ids: [id] }).catch(() => ({ members: [] }));
    return plain(found.members[0]?.name ?? id);
  }
}

const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");
/** What follows the first line is set in, so that it is no line of somebody else's. */
const wordsOf = ({ body }: Message): string =>
  body
    .split(/\r\n?|\n/u)
    .map(plain)
    .join("\n    ");
