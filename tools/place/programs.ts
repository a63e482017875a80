/** `place bot create` and `place webhook create`: what lets a program in, from the command line. */
import { parseArgs } from "node:util";
import { SCOPES, type Scope } from "../../protocol/index.ts";
import { CannotImport } from "../../imports/cannot-import.ts";
import { CLASS_OPTIONS, CLASS_USAGE, openClass } from "./search/class.ts";

export const PROGRAMS_USAGE = `npm run place -- bot create --name NAME --workspace CLASS [--scope write] [--channel NAME]… [--days 365] [options]
npm run place -- webhook create --name NAME --workspace CLASS --channel NAME [--to ADDRESS] [options]

  bot create      a bot in these channels, and a token for it, which is told once. --scope: read, write or manage. --days: after how
                  many the token ends; it has no end where that is left out
  webhook create  an address that tools post to, told once; with --to ADDRESS the other way round: that address is told of what is posted
                  in the channel, and the secret that this is signed with is told once
  --json          one object instead of lines

${CLASS_USAGE}`;

const OPTIONS = {
  ...CLASS_OPTIONS,
  name: { type: "string" },
  scope: { type: "string", default: "write" },
  channel: { type: "string", multiple: true, default: [] as string[] },
  days: { type: "string" },
  to: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof read>["values"];
const read = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true });

/** @throws CannotImport, RefusedError, UnreachableError */
export const botCommand = (args: string[]) => run(args, createBot);
export const webhookCommand = (args: string[]) => run(args, createWebhook);

type Entered = Awaited<ReturnType<Awaited<ReturnType<typeof openClass>>["enter"]>>;
type Made = Record<string, string>;

async function run(args: string[], create: (entered: Entered, values: Values) => Promise<Made>): Promise<number> {
  const { values, positionals } = read(args);
  if (values.help) {
    console.log(PROGRAMS_USAGE);
    return 0;
  }
  if (positionals.join(" ") !== "create" || !values.name)
    throw new TypeError(`Say create, and --name NAME.\n\n${PROGRAMS_USAGE}`, { cause: "usage" });
  const target = await openClass(values);
  try {
    const made = await create(await target.enter(), values);
    if (values.json) console.log(JSON.stringify(made));
    else for (const [what, value] of Object.entries(made)) console.log(`${what}: ${value}`);
    return 0;
  } finally {
    await target.close();
  }
}

async function createBot({ api, workspaceId: workspace }: Entered, values: Values): Promise<Made> {
  const { name = "", scope, days } = values;
  if (!(SCOPES as readonly string[]).includes(scope)) throw new CannotImport(`A scope is one of ${SCOPES.join(", ")}.`);
  const channels = await Promise.all(values.channel.map((each) => channelNamed({ api, workspace }, each)));
  const { bot } = await api.call("bots.create", { workspace }, { name, scope: scope as Scope, channels });
  const asked = { name: "Command line", ...(days !== undefined && { days: Number(days) }) };
  const { token } = await api.call("bots.createToken", { workspace, bot: bot.member }, asked);
  return { bot: bot.member, handle: bot.handle, token };
}

async function createWebhook({ api, workspaceId: workspace }: Entered, values: Values): Promise<Made> {
  const { name = "", to } = values;
  const [wanted = ""] = values.channel;
  const channel = await channelNamed({ api, workspace }, wanted);
  if (to !== undefined) {
    const rules = { events: ["message.posted" as const] };
    const { hook, secret } = await api.call("hooks.createOutgoing", { channel }, { name, url: to, rules });
    return { webhook: hook.id, secret };
  }
  const { hook, path } = await api.call("hooks.createIncoming", { channel }, { name });
  return { webhook: hook.id, path };
}

async function channelNamed({ api, workspace }: { api: Entered["api"]; workspace: string }, name: string) {
  const bare = name.replace(/^#/u, "");
  const { channels } = await api.call("channels.list", { workspace });
  const found = channels.find((channel) => channel.name === bare || channel.id === bare);
  if (!found) throw new CannotImport(`There is no channel "${bare}" in this class, or it isn't open to you.`);
  return found.id;
}
