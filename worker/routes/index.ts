/** A handler for every row of the contract (protocol/routes/): what is missing here does not compile. */
import type { Noun } from "../../protocol/routes/index.ts";
import type { HandlersOf } from "../http/handler.ts";
import { account } from "./account.ts";
import { archives } from "./archives.ts";
import { backups } from "./backups.ts";
import { audit } from "./audit.ts";
import { backIn } from "./back-in.ts";
import { bots } from "./bots.ts";
import { channels } from "./channels.ts";
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
import { order } from "./order.ts";
import { mine } from "./mine.ts";
import { passkeys } from "./passkeys.ts";
import { personal } from "./personal.ts";
import { problems } from "./problems.ts";
import { providers } from "./providers.ts";
import { push } from "./push.ts";
import { claims } from "./claims.ts";
import { moves } from "./moves.ts";
import { reports } from "./reports.ts";
import { roster } from "./roster.ts";
import { scheduled } from "./scheduled.ts";
import { search } from "./search.ts";
import { secondFactor } from "./second-factor.ts";
import { settings } from "./settings.ts";
import { sockets } from "./sockets.ts";
import { status } from "./status.ts";
import { threads } from "./threads.ts";
import { visits } from "./visits.ts";
import { widgets } from "./widgets.ts";
import { workspaces } from "./workspaces.ts";

export const HANDLERS: { [N in Noun]: HandlersOf<N> } = {
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
};
