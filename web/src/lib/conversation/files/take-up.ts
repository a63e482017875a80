/** Looks once, when a class is on the screen, whether a page before this one left files over a field. */
import type { Api } from "../../../../../client/index.ts";
import type { Role } from "../../../../../protocol/index.ts";
import { mayHaveTrays } from "./kept-trays.ts";

export function takeUpLeftFiles(workspace: {
  id: string;
  api: Api;
  account: { id: string };
  me: { role: Role };
}): void {
  if (!mayHaveTrays()) return;
  // What could not be fetched is taken up by the next page.
  void import("./tray.svelte.ts").then(
    ({ takeUpTrays }) => takeUpTrays(workspace).catch(() => undefined),
    () => undefined,
  );
}
