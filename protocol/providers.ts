/** Signing in with an account elsewhere (Google, Microsoft, GitHub, a university's), and the second factor beside a password. */
import * as v from "valibot";
import { line, PublicIdSchema } from "./text.ts";

/** From leaving for a provider until one is back, and from then until one is in. */
export const PROVIDER_MS = 10 * 60_000;
/** Accounts elsewhere that one account here is linked with. */
export const PROVIDER_LINKS_MAX = 10;
/** A browser in which no code is asked for again. */
export const TRUSTED_MS = 30 * 24 * 60 * 60_000;
/** Wrong codes of an account in a day: with six digits, one in 17,000 that one of them is right. */
export const WRONG_CODES_PER_DAY = 20;

/** How a provider is called in addresses; its name is what whoever runs PLACE calls it. */
export const ProviderSchema = v.object({ key: v.string(), name: v.string() });

const Text = (most: number) => v.pipe(v.string("invalid"), v.maxLength(most, "invalid"));
/** What PLACE itself said of who came back from a provider: carried by the page, and used up by what it was for. */
export const ProofSchema = Text(4_000);

export const GoToProviderBody = v.object({
  /** A path of this site, to be told again on the way back. */
  next: v.optional(Text(500)),
  /** To be linked with the account that is signed in, and not to sign in. */
  link: v.optional(v.boolean("invalid")),
});
/** What the provider put into the address that it led back to. */
export const BackFromProviderBody = v.object({
  state: Text(200),
  code: v.optional(Text(8_000)),
  error: v.optional(Text(200)),
  iss: v.optional(Text(500)),
});
export const BackFromProviderSchema = v.object({
  proof: v.string(),
  provider: v.string(),
  /** What the provider calls them. */
  label: v.string(),
  /** Whether it opens an account here. */
  known: v.boolean(),
  link: v.optional(v.literal(true)),
  next: v.optional(v.string()),
  /** For an account to come. */
  handle: v.optional(v.string()),
  name: v.optional(v.string()),
});

/** Beside a password, a link or a proof, where the account has a second factor. */
export const secondCode = {
  /** Six digits of the app, or a recovery code, which is used up by it. */
  secondCode: v.optional(Text(100)),
  /** In this browser it is not asked for again within TRUSTED_MS. */
  trustDevice: v.optional(v.boolean("invalid")),
};
export const EnterByProofBody = v.object({
  proof: ProofSchema,
  /** Of an account that was closed: open it again. */
  reopen: v.optional(v.boolean("invalid")),
  ...secondCode,
});
export const LinkProviderBody = v.object({ proof: ProofSchema });
export const ProviderLinkSchema = v.object({
  id: PublicIdSchema,
  /** As it is called now, or its issuer where it is not set up any more. */
  provider: v.string(),
  label: line(200),
  createdAt: v.number(),
});
export type ProviderLink = v.InferOutput<typeof ProviderLinkSchema>;
