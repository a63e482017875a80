/** Signing in with an account elsewhere, and which ones sign in to mine. */
import type { ProviderLink } from "../../protocol/providers.ts";
import { PROVIDER_LINKS_MAX } from "../../protocol/providers.ts";
import { because } from "../../protocol/reasons.ts";
import type { HandlersOf } from "../http/handler.ts";
import { providersOf } from "../identity/provider-settings.ts";
import { comeBack, leaveFor, providerCalled, readProof, spendProof } from "../identity/providers.ts";
import { inPerson } from "../join-workspace.ts";
import { Refused } from "../refused.ts";
import { askCode, beginSession, openAgain, tellDevices } from "../session-life.ts";
import type { Db } from "../store/db.ts";
import { linkIdentity, linksOf, unlinkIdentity, userOfIdentity } from "../store/provider-links.ts";

/** What a provider is called now. */
const nameOf = (env: Env, key: string, otherwise: string) =>
  providersOf(env).find((each) => each.key === key)?.name ?? otherwise;

async function linked(env: Env, db: Db, userNo: number): Promise<ProviderLink[]> {
  return (await linksOf(db, userNo)).map(({ id, issuer, provider, label, createdAt }) => ({
    ...{ id, label, createdAt },
    provider: nameOf(env, provider, new URL(issuer).host),
  }));
}

export const providers: HandlersOf<"providers"> = {
  async list({ env }) {
    return { providers: providersOf(env).map(({ key, name }) => ({ key, name })) };
  },

  async go({ c, env, params, body: { next, link = false } }) {
    const settings = providerCalled(env, params.provider);
    const whose = link ? { for: inPerson(c).user.id } : {};
    return { address: await leaveFor(c, settings, { ...whose, ...(next !== undefined && { next }) }) };
  },

  async back({ c, env, db, params, body }) {
    const settings = providerCalled(env, params.provider);
    const { proof, proven } = await comeBack(c, settings, body);
    const { label, handle, name, next } = proven;
    return {
      ...{ proof, label, provider: settings.name, known: (await userOfIdentity(db, proven)) !== undefined },
      ...(proven.for !== undefined && { link: true as const }),
      ...(next !== undefined && { next }),
      ...(handle !== undefined && { handle }),
      ...(name !== undefined && { name }),
    };
  },

  async enter({ c, env, db, body: { proof, reopen = false, ...given } }) {
    const proven = await readProof(c, proof);
    const user = await userOfIdentity(db, proven);
    const name = nameOf(env, proven.provider, proven.issuer);
    if (!user) throw new Refused("forbidden", because("provider_unknown", { name }));
    // The proof is used up by getting in: who is asked for a code, or whether to open it again, still has it.
    const asked = await askCode(c, user.id, given);
    await openAgain(c, user.id, reopen);
    await spendProof(c, proof);
    return { account: await beginSession(c, user.id, asked) };
  },

  async mine({ env, db, caller }) {
    return { linked: await linked(env, db, caller.user.no) };
  },

  async link({ c, env, db, caller: { user }, body: { proof } }) {
    const proven = await readProof(c, proof);
    // Begun by somebody who was signed in here, and meanwhile another one is.
    if (proven.for !== undefined && proven.for !== user.id) throw new Refused("session_ended");
    await spendProof(c, proof);
    const outcome = await linkIdentity(db, proven, user.no, Date.now());
    const name = nameOf(env, proven.provider, proven.issuer);
    if (outcome === "other") throw new Refused("forbidden", because("provider_of_other", { name }));
    if (outcome === "full") throw new Refused("too_many", because("providers_full", { most: PROVIDER_LINKS_MAX }));
    await tellDevices(c, user.no, { what: "providerLinked", name });
    return { linked: await linked(env, db, user.no) };
  },

  async unlink({ env, db, caller, params }) {
    const keys = providersOf(env).map(({ key }) => key);
    const outcome = await unlinkIdentity(db, caller.user.no, params.id, keys);
    if (outcome === "unknown") throw new Refused("not_found");
    if (outcome === "last") throw new Refused("forbidden", because("provider_is_last"));
  },
};
