/** Which class a command is about: of this machine's PLACE, running or not, or of a deployed one. */
import { CannotImport } from "../../../imports/cannot-import.ts";
import { openRemote, type Target } from "../import/target.ts";

export const CLASS_OPTIONS = {
  workspace: { type: "string" },
  state: { type: "string", default: process.env["PLACE_STATE"] ?? ".place" },
  url: { type: "string" },
  token: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

export const CLASS_USAGE = `  --workspace NAME   the class, by its name or id
  --state FOLDER     of this machine's PLACE, running or not (default .place, or PLACE_STATE)
  --url ADDRESS      of a deployed PLACE, and
  --token TOKEN      of somebody, or of a bot, who may do that there; better in PLACE_TOKEN`;

/** @throws CannotImport, CannotStart */
export async function openClass(options: {
  workspace?: string | undefined;
  state: string;
  url?: string | undefined;
  token?: string | undefined;
}): Promise<Target> {
  const { workspace = "", state, url, token = process.env["PLACE_TOKEN"] } = options;
  if (workspace.trim() === "") throw new CannotImport("Which class? Say --workspace NAME.");
  if (url !== undefined) return openRemote(url, token, workspace);
  const { openLocalClass } = await import("../import/local-place.ts");
  return openLocalClass(state, workspace, console.error);
}
