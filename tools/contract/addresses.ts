/** `client/addresses.ts`: where each route is, without the schemas, which the first look at PLACE does without. */
import { allRoutes } from "../../protocol/routes/index.ts";

export function addresses(): string {
  const lines = allRoutes().map(([name, { method, path }]) => `  "${name}": "${method} ${path}",`);
  return `/**
 * Generated from protocol/routes/ by \`npm run routes -- --write\`. Method and path of every route: a browser knows the rows by their
 * types alone, since their schemas would come with the first load.
 */
import type { RouteName } from "../protocol/routes/index.ts";

export const ADDRESSES = {
${lines.join("\n")}
} as const satisfies Record<RouteName, string>;
`;
}
