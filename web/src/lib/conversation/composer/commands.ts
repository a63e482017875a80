/** What a line that begins with a slash does instead of being sent as words: what features offer. */
import type { MyChannel } from "../../../../../protocol/index.ts";
import type { ConversationClass } from "../context.ts";
import type { Command, Feature, Ran, WritingDesk } from "../feature.ts";

const commandsOf = (features: readonly Feature[]): Command[] => features.flatMap(({ commands = [] }) => commands);

/** Those that this person can use in this channel. Of two of one name, the first is run. */
export function commandsFor(
  features: readonly Feature[],
  workspace: ConversationClass,
  channel: MyChannel | undefined,
): Command[] {
  const own = commandsOf(features).filter(({ isOffered }) => isOffered(workspace, channel));
  const more = channel ? features.flatMap(({ moreCommands }) => moreCommands?.known(workspace, channel.id) ?? []) : [];
  return [...own, ...more.filter(({ name }) => !own.some((each) => each.name === name))];
}

/** Null: not one of ours, and so words like any other. */
export async function runCommand(line: string, desk: WritingDesk, features: readonly Feature[]): Promise<Ran | null> {
  const [, name = "", rest = ""] = /^\/([\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*)(?:\s+([\s\S]*))?$/u.exec(line.trim()) ?? [];
  if (name === "") return null;
  let command = commandsOf(features).find((each) => each.name === name);
  for (const { moreCommands } of features) command ??= await moreCommands?.find(name.toLowerCase(), desk);
  return (await command?.run(rest.trim(), desk)) ?? null;
}
