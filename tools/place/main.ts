/** `npm run place -- COMMAND`: what an operator does with PLACE from the command line. */
import { REINDEX_USAGE, reindexCommand } from "./search/reindex.ts";
import { SEARCH_USAGE, searchCommand } from "./search/find.ts";
import { searchStateCommand, STATE_USAGE } from "./search/state.ts";
import { botCommand, PROGRAMS_USAGE, webhookCommand } from "./programs.ts";
import { ROTATE_USAGE, rotateKeysCommand } from "./keys/command.ts";
import { SIGN_WIDGET_USAGE, signWidgetCommand } from "./sign-widget.ts";
import { POST_USAGE, postCommand } from "./talk/post.ts";
import { TAIL_USAGE, tailCommand } from "./talk/tail.ts";
import { COURSE_USAGE, courseCommand } from "./archive/course.ts";
import { EXPORT_USAGE, exportCommand } from "./archive/export.ts";
import { VERIFY_USAGE, verifyCommand } from "./archive/verify.ts";
import { BACKUP_USAGE, backupCommand, backupsCommand, restoreCommand } from "./backup/commands.ts";
import { IMPORT_USAGE, importCommand, sentenceFor } from "./import/command.ts";

const USAGE = [
  ...[IMPORT_USAGE, EXPORT_USAGE, VERIFY_USAGE, COURSE_USAGE, BACKUP_USAGE, REINDEX_USAGE, SEARCH_USAGE, STATE_USAGE],
  ...[SIGN_WIDGET_USAGE, TAIL_USAGE, POST_USAGE, PROGRAMS_USAGE, ROTATE_USAGE],
].join("\n\n");
const COMMANDS: Record<string, (args: string[]) => Promise<number>> = {
  import: importCommand,
  export: exportCommand,
  verify: verifyCommand,
  course: courseCommand,
  backups: backupsCommand,
  backup: backupCommand,
  restore: restoreCommand,
  reindex: reindexCommand,
  search: searchCommand,
  "search-state": searchStateCommand,
  "sign-widget": signWidgetCommand,
  tail: tailCommand,
  post: postCommand,
  bot: botCommand,
  webhook: webhookCommand,
  "rotate-keys": rotateKeysCommand,
  help: () => {
    console.log(USAGE);
    return Promise.resolve(0);
  },
};

const [name = "help", ...args] = process.argv.slice(2);
try {
  const command = COMMANDS[["--help", "-h"].includes(name) ? "help" : name];
  if (!command) throw new TypeError(`There is no command "${name}".\n\n${USAGE}`, { cause: "usage" });
  process.exitCode = await command(args);
} catch (error) {
  const isUsage = error instanceof TypeError && error.cause === "usage";
  console.error(isUsage ? error.message : (sentenceFor(error) ?? error));
  process.exitCode = 1;
}
