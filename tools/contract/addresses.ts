/** Where each route is, without the schemas, which the first look at PLACE does without. */
import { allRoutes, type RouteName, type Row } from "../../protocol/routes/index.ts";

/** Asked for the first screen, or as the page is left. */
const ASKED_AT_ONCE = new Set<RouteName>([
  "account.session",
  "workspaces.bootstrap",
  "channels.get",
  "members.list",
  "memberships.list",
  "messages.page",
  "messages.post",
  "messages.edit",
  "messages.remove",
  "messages.act",
  "messages.read",
  "personal.drafts",
  "personal.keepDraft",
  "personal.dropDraft",
]);
/** Of what a browser is given by its address, what no page of ours gives it: programs of others ask there, and what is saved comes by a call. */
const NOT_GIVEN = new Set<RouteName>(["hooks.take", "archives.fetch"]);
/** Such an address is given to the browser, which does not wait until a file with it is there. */
const isGiven = ([name, { answer }]: readonly [RouteName, Row]) =>
  typeof answer === "string" && answer !== "nothing" && answer !== "document" && !NOT_GIVEN.has(name);
const isAtOnce = (route: readonly [RouteName, Row]) => ASKED_AT_ONCE.has(route[0]) || isGiven(route);

const list = (rows: readonly (readonly [RouteName, Row])[]) =>
  rows.map(([name, { method, path }]) => `  "${name}": "${method} ${path}",`).join("\n");

const SAYS = `Generated from protocol/routes/ by \`npm run routes -- --write\`. Method and path of every route: a browser knows the rows by their
 * types alone, since their schemas would come with the first load.`;

/** `client/addresses.ts`: what the first screen asks. */
export const addresses = (): string => `/**
 * ${SAYS} Here are those that the first screen asks;
 * addresses-later.ts has the others.
 */
import type { RouteName } from "../protocol/routes/index.ts";

export const AT_ONCE = {
${list(allRoutes().filter(isAtOnce))}
} as const satisfies Partial<Record<RouteName, string>>;
`;

/** `client/addresses-later.ts`: everything else, which comes with the first call that needs it. */
export const laterAddresses = (): string => `/**
 * ${SAYS} These come with the first call of
 * one that is not in addresses.ts.
 */
import type { RouteName } from "../protocol/routes/index.ts";
import type { AT_ONCE } from "./addresses.ts";

export const LATER: Readonly<Record<Exclude<RouteName, keyof typeof AT_ONCE>, string>> = {
${list(allRoutes().filter((row) => !isAtOnce(row)))}
};
`;
