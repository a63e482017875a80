/** `npm run place -- COMMAND`: what an operator does with PLACE from the command line. */
import { IMPORT_USAGE, importCommand, sentenceFor } from "./import/command.ts";

const COMMANDS: Record<string, (args: string[]) => Promise<number>> = {
  import: importCommand,
  help: () => {
    console.log(IMPORT_USAGE);
    return Promise.resolve(0);
  },
};

const [name = "help", ...args] = process.argv.slice(2);
try {
  const command = COMMANDS[["--help", "-h"].includes(name) ? "help" : name];
  if (!command) throw new TypeError(`There is no command "${name}".\n\n${IMPORT_USAGE}`, { cause: "usage" });
  process.exitCode = await command(args);
} catch (error) {
  const isUsage = error instanceof TypeError && error.cause === "usage";
  console.error(isUsage ? error.message : (sentenceFor(error) ?? error));
  process.exitCode = 1;
}
