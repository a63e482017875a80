/**
 * The access matrix: of every row of the contract, who is let in and who is refused. A row without a cell does not compile, and fails
 * test/worker/access-matrix.test.ts.
 */
import { SCOPES, type RefusalCode, type Scope } from "../../../protocol/index.ts";
import { allRoutes, type RouteName } from "../../../protocol/routes/index.ts";
import type { Cell } from "./cells/cell.ts";
import { CELLS_OF_COMING_BACK } from "./cells/back-in.ts";
import { CELLS_OF_COMING_IN } from "./cells/coming-in.ts";
import { CELLS_OF_SIGNING_IN } from "./cells/signing-in.ts";
import { CELLS_OF_CHANNELS } from "./cells/channels.ts";
import { CELLS_OF_THE_CLASS } from "./cells/class.ts";
import { CELLS_FROM_OUTSIDE } from "./cells/from-outside.ts";
import { isVisitor, SCOPE_OF, type Actor, type Program } from "./scene.ts";

/** The first scope that is let in; where a row is not named, no bot is. */
const OPEN_TO_BOTS: Partial<Record<RouteName, Scope>> = {
  "account.get": "read",
  "workspaces.bootstrap": "read",
  "members.list": "read",
  "members.picture": "read",
  "emoji.list": "read",
  "emoji.picture": "read",
  "workspaces.icon": "read",
  "channels.list": "read",
  "channels.byName": "read",
  "channels.get": "read",
  "channels.create": "manage",
  "channels.edit": "manage",
  "channels.archive": "manage",
  "channels.restore": "manage",
  "memberships.list": "read",
  "memberships.add": "manage",
  "memberships.remove": "manage",
  "messages.page": "read",
  "messages.plain": "read",
  "files.read": "read",
  "files.add": "write",
  "files.begin": "write",
  "files.part": "write",
  "files.finish": "write",
  "threads.inChannel": "read",
  "messages.post": "write",
  "messages.edit": "write",
  // Of others, as its cell asks; a pin likewise.
  "messages.remove": "manage",
  "messages.act": "manage",
  "messages.versions": "read",
  "messages.landmarks": "read",
  "messages.previews": "read",
  "messages.places": "read",
  "messages.proof": "read",
  // What there is opens; a new one takes `write` (bots.test.ts).
  "threads.start": "read",
  "search.find": "read",
  "sockets.channel": "read",
  "sockets.workspace": "read",
  "sockets.channelStream": "read",
  "sockets.workspaceStream": "read",
};
/** It does not matter who asks, and nobody looks. */
const OPEN_TO_ALL = new Set<RouteName>([
  "health.read",
  "hooks.take",
  "visits.look",
  "visits.enter",
  "visits.leave",
  "visits.emojiPicture",
  "erasing.receipt",
  "providers.list",
]);

export const CELLS: Record<RouteName, Cell> = {
  ...CELLS_OF_THE_CLASS,
  ...CELLS_OF_COMING_BACK,
  ...CELLS_OF_COMING_IN,
  ...CELLS_OF_SIGNING_IN,
  ...CELLS_OF_CHANNELS,
  ...CELLS_FROM_OUTSIDE,
};

const OPEN_TO_VISITORS = new Set(allRoutes().flatMap(([name, row]) => (row.visitors ? [name] : [])));

/** What the actor hears; null: let in. */
export function heardBy(name: RouteName, actor: Actor): RefusalCode | null {
  if (actor in SCOPE_OF) return heardByProgram(name, SCOPE_OF[actor as Program]);
  const cell = CELLS[name];
  if (cell.in.includes(actor)) return null;
  const other = cell.others?.[actor];
  if (other !== undefined) return other;
  if (actor === "nobody") return "not_signed_in";
  // Their token is nobody's but where the row is open to them.
  if (isVisitor(actor)) return OPEN_TO_VISITORS.has(name) ? "forbidden" : "not_signed_in";
  return actor === "stranger" || actor === "left" ? "not_found" : "forbidden";
}

function heardByProgram(name: RouteName, scope: Scope): RefusalCode | null {
  if (OPEN_TO_ALL.has(name)) return null;
  // By the token of a visitor alone.
  if (name === "commands.answer") return "not_found";
  if (name === "visits.renew") return "not_signed_in";
  const needed = OPEN_TO_BOTS[name];
  return needed !== undefined && SCOPES.indexOf(scope) >= SCOPES.indexOf(needed) ? null : "forbidden";
}
