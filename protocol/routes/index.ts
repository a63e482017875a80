/**
 * The contract of the HTTP interface: every route of PLACE is a row here and a handler in worker/routes/. `docs/http.md`,
 * `web/static/openapi.json` and `client/addresses.ts` are made from the rows (`npm run routes -- --write`).
 */
import { account } from "./account.ts";
import { archives } from "./archives.ts";
import { backups } from "./backups.ts";
import { audit } from "./audit.ts";
import { backIn } from "./back-in.ts";
import { bots } from "./bots.ts";
import { channels } from "./channels.ts";
import { claims } from "./claims.ts";
import { commands } from "./commands.ts";
import { emoji } from "./emoji.ts";
import { entry } from "./entry.ts";
import { erasing } from "./erasing.ts";
import { files } from "./files.ts";
import { groups } from "./groups.ts";
import { health } from "./health.ts";
import { hooks } from "./hooks.ts";
import { importing } from "./import.ts";
import { joining } from "./joining.ts";
import { members } from "./members.ts";
import { memberships } from "./memberships.ts";
import { messages } from "./messages.ts";
import { moves } from "./moves.ts";
import { order } from "./order.ts";
import { mine } from "./mine.ts";
import { passkeys } from "./passkeys.ts";
import { personal } from "./personal.ts";
import { problems } from "./problems.ts";
import { providers } from "./providers.ts";
import { push } from "./push.ts";
import { reports } from "./reports.ts";
import type { Row } from "./route.ts";
import { search } from "./search.ts";
import { roster } from "./roster.ts";
import { scheduled } from "./scheduled.ts";
import { secondFactor } from "./second-factor.ts";
import { settings } from "./settings.ts";
import { sockets } from "./sockets.ts";
import { status } from "./status.ts";
import { threads } from "./threads.ts";
import { visits } from "./visits.ts";
import { widgets } from "./widgets.ts";
import { workspaces } from "./workspaces.ts";

export * from "./route.ts";

/** Noun → its rows, in the order of the docs. */
export const ROUTES = {
  health,
  entry,
  passkeys,
  providers,
  backIn,
  account,
  secondFactor,
  mine,
  workspaces,
  joining,
  roster,
  claims,
  members,
  audit,
  status,
  archives,
  backups,
  reports,
  order,
  erasing,
  settings,
  emoji,
  channels,
  groups,
  memberships,
  messages,
  moves,
  files,
  threads,
  personal,
  search,
  scheduled,
  problems,
  push,
  import: importing,
  widgets,
  visits,
  bots,
  hooks,
  commands,
  sockets,
} as const;

/** What a section of the docs is called. */
export const SECTIONS: Record<Noun, string> = {
  health: "Health",
  entry: "Getting in",
  passkeys: "Passkeys",
  providers: "Signing in with an account elsewhere",
  backIn: "Back in",
  account: "My account",
  secondFactor: "My second factor",
  mine: "What is mine",
  workspaces: "A class",
  joining: "Joining it",
  roster: "Who is expected in it",
  claims: "Imported people who are here",
  members: "Its people",
  problems: "Problems",
  audit: "What was done in it",
  status: "How it is",
  archives: "Its archive",
  backups: "Its backups",
  reports: "Reports to its teaching team",
  order: "Order in it",
  erasing: "Taken out for good",
  settings: "My settings in it",
  emoji: "The class's own emoji",
  channels: "Channels",
  groups: "Groups",
  memberships: "Who is in a channel",
  messages: "Messages",
  moves: "Messages that are moved",
  files: "Files of messages",
  threads: "Threads",
  personal: "What is mine alone",
  search: "Search",
  scheduled: "Scheduled messages",
  push: "Notifications by Web Push",
  import: "Import",
  widgets: "Channels inside other sites",
  visits: "Visitors of a widget",
  bots: "Bots",
  hooks: "Webhooks",
  commands: "Commands of bots",
  sockets: "Sockets",
};

export type Routes = typeof ROUTES;
export type Noun = keyof Routes;
/** `noun.verb`, as in `messages.post`: what a client calls, and the tests list. */
export type RouteName = { [N in Noun]: `${N}.${keyof Routes[N] & string}` }[Noun];
export type RowOf<Name extends RouteName> = Name extends `${infer N extends Noun}.${infer Verb}`
  ? Verb extends keyof Routes[N]
    ? Routes[N][Verb] extends infer R extends Row
      ? R
      : never
    : never
  : never;

/** Every route with its name, in the order of the docs. */
export function allRoutes(): [RouteName, Row][] {
  return Object.entries(ROUTES).flatMap(([noun, rows]) =>
    Object.entries<Row>(rows).map(([verb, row]): [RouteName, Row] => [`${noun}.${verb}` as RouteName, row]),
  );
}
