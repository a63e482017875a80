/** What to offer whom on a message, by the rules by which the server decides; see `worker/access.ts`. */
import type { Member, Message, MyChannel } from "../../../../protocol/index.ts";

type Person = Pick<Member, "id" | "role">;

const STAFF = new Set<Member["role"]>(["owner", "teacher", "ta"]);
export const isStaff = (member: Pick<Member, "role">): boolean => STAFF.has(member.role);
const isDirect = (channel: MyChannel): boolean => channel.kind === "dm" || channel.kind === "group";
const isOpen = (channel: MyChannel): boolean => channel.archivedAt === null;
const isThere = (message: Message): boolean => message.deletedAt === undefined;
const mayWrite = (channel: MyChannel, me: Person) => isOpen(channel) && (channel.posting === "all" || isStaff(me));

/** A poll's question stays what was voted on. */
export function mayEdit(message: Message, channel: MyChannel, me: Person): boolean {
  const isPoll = message.meta?.poll !== undefined;
  // What stands in a thread as well has its words from there.
  const isCopy = message.meta?.fromThread !== undefined;
  return message.author === me.id && isThere(message) && !isPoll && !isCopy && mayWrite(channel, me);
}
export function mayDelete(message: Message, channel: MyChannel, me: Person): boolean {
  if (!isThere(message) || (!isOpen(channel) && !isStaff(me))) return false;
  return message.author === me.id || (isStaff(me) && !isDirect(channel));
}
export const mayReply = (message: Message, channel: MyChannel, me: Person): boolean =>
  isThere(message) && mayWrite(channel, me);
/** A thread that is there can be opened on anything; a new one hangs on what is still there. */
export const mayOpenThread = (message: Message, channel: MyChannel): boolean =>
  channel.kind !== "thread" && (threadOn(message) !== undefined || (isThere(message) && isOpen(channel)));
/** The id of the thread that it belongs to, where there is one. */
export const threadOn = ({ meta }: Message): string | undefined => meta?.fromThread?.channel ?? meta?.thread?.channel;
/** Where only the teaching team writes, everybody may still answer with a hand. */
export const mayReact = (message: Message, channel: MyChannel): boolean => isThere(message) && isOpen(channel);
export function mayPin(message: Message, channel: MyChannel, me: Person): boolean {
  if (!isThere(message) || !isOpen(channel)) return false;
  if (isDirect(channel) || isStaff(me)) return true;
  return channel.createdBy === me.id && channel.kind === "private" && me.role !== "guest";
}
export const maySetCheckpoint = (message: Message, channel: MyChannel, me: Person): boolean =>
  isThere(message) && isOpen(channel) && channel.kind !== "thread" && !isDirect(channel) && isStaff(me);
export const mayReadVersions = (message: Message, channel: MyChannel, me: Person): boolean =>
  isThere(message) && (message.author === me.id || (isStaff(me) && !isDirect(channel)));
/** To somebody else who is still here, from anywhere but the direct message with them. */
export const mayWritePrivately = (message: Message, channel: MyChannel, me: Person, author?: Member): boolean =>
  isThere(message) &&
  message.author !== me.id &&
  channel.kind !== "dm" &&
  author !== undefined &&
  author.left !== true &&
  author.imported !== true;
