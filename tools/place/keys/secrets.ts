/** The secrets of a deployment by wrangler: their names can be listed, and their values neither read again nor said on a command line. */
import { CannotImport } from "../../../imports/cannot-import.ts";
import { runCommand, type CommandResult } from "../../run-command.ts";

export const CONFIG = "wrangler.deploy.toml";

/** @param input is what it reads: values go there, and never into `args` */
export type Wrangler = (args: string[], input?: string) => Promise<CommandResult>;
export const quietly: Wrangler = (args, input) =>
  runCommand("wrangler", args, { quiet: true, env: { CI: "1" }, ...(input !== undefined && { input }) });

/** @throws CannotImport */
export async function secretNames(wrangler: Wrangler): Promise<string[]> {
  const listed = await wrangler(["secret", "list", "--format", "json", "-c", CONFIG]);
  if (listed.code !== 0)
    throw new CannotImport(
      `The secrets could not be listed. Sign in first: npx wrangler login\n\n${listed.output.trim()}`,
    );
  return [...listed.output.matchAll(/"name":\s*"([^"]+)"/gu)].map(([, name = ""]) => name);
}

/** @throws CannotImport with this sentence */
export async function putSecret(wrangler: Wrangler, name: string, value: string, otherwise: string): Promise<void> {
  const { code, output } = await wrangler(["secret", "put", name, "-c", CONFIG], value);
  if (code !== 0) throw new CannotImport(`${otherwise}\n\n${output.trim()}`);
}

/** @throws CannotImport */
export async function deleteSecret(wrangler: Wrangler, name: string): Promise<void> {
  const { code, output } = await wrangler(["secret", "delete", name, "-c", CONFIG], "y\n");
  if (code !== 0) throw new CannotImport(`${name} could not be taken away; it stays.\n\n${output.trim()}`);
}

/** Each key is a secret of its own, named as the key is: by its day. */
export const nameOfKey = (of: string, kid: string): string => `${of}_${kid.replaceAll("-", "_")}`;
/** The name of a key by that of its secret; undefined: it is another one's. */
export const kidOfName = (of: string, name: string): string | undefined =>
  new RegExp(`^${of}_(\\d{4}_\\d\\d_\\d\\d(?:_\\d\\d)?)$`, "u").exec(name)?.[1]?.replaceAll("_", "-");
