/** `npm run place -- COMMAND`: what an operator does with PLACE from the command line. Each command's code comes when it is asked for. */
import { joinDashedValues } from "./dashed-values.ts";
import { sentenceFor } from "./import/command.ts";

type Command = (args: string[]) => Promise<number>;

const backup = () => import("./backup/commands.ts");
const programs = () => import("./programs.ts");
const COMMANDS: Record<string, () => Promise<Command>> = {
  import: async () => (await import("./import/command.ts")).importCommand,
  export: async () => (await import("./archive/export.ts")).exportCommand,
  verify: async () => (await import("./archive/verify.ts")).verifyCommand,
  course: async () => (await import("./archive/course.ts")).courseCommand,
  backups: async () => (await backup()).backupsCommand,
  backup: async () => (await backup()).backupCommand,
  restore: async () => (await backup()).restoreCommand,
  reindex: async () => (await import("./search/reindex.ts")).reindexCommand,
  search: async () => (await import("./search/find.ts")).searchCommand,
  "search-state": async () => (await import("./search/state.ts")).searchStateCommand,
  "sign-widget": async () => (await import("./sign-widget.ts")).signWidgetCommand,
  tail: async () => (await import("./talk/tail.ts")).tailCommand,
  post: async () => (await import("./talk/post.ts")).postCommand,
  bot: async () => (await programs()).botCommand,
  webhook: async () => (await programs()).webhookCommand,
  "rotate-keys": async () => (await import("./keys/command.ts")).rotateKeysCommand,
  help: async () => {
    const { USAGE } = await import("./usage.ts");
    return () => {
      console.log(USAGE);
      return Promise.resolve(0);
    };
  },
};

const [name = "help", ...args] = process.argv.slice(2);
try {
  const load = COMMANDS[["--help", "-h"].includes(name) ? "help" : name];
  if (!load) {
    const { USAGE } = await import("./usage.ts");
    throw new TypeError(`There is no command "${name}".\n\n${USAGE}`, { cause: "usage" });
  }
  const command = await load();
  process.exitCode = await command(joinDashedValues(args));
} catch (error) {
  const isUsage = error instanceof TypeError && error.cause === "usage";
  console.error(isUsage ? error.message : (sentenceFor(error) ?? error));
  process.exitCode = 1;
}
