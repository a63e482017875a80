/** Accounts elsewhere that sign in here, by who vouches for them and what they call them. */
import { and, asc, eq, sql } from "drizzle-orm";
import { PROVIDER_LINKS_MAX } from "../../protocol/providers.ts";
import type { Db } from "./db.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { passkeys, providerLinks, users } from "./schema.ts";

export interface LinkedIdentity {
  issuer: string;
  subject: string;
  provider: string;
  label: string;
}

const isIdentity = ({ issuer, subject }: Pick<LinkedIdentity, "issuer" | "subject">) =>
  and(eq(providerLinks.issuer, issuer), eq(providerLinks.subject, subject));

/** Whose account here it opens. */
export async function userOfIdentity(
  db: Db,
  identity: Pick<LinkedIdentity, "issuer" | "subject">,
): Promise<{ no: number; id: string; handle: string } | undefined> {
  return db
    .select({ no: users.no, id: users.id, handle: users.handle })
    .from(providerLinks)
    .innerJoin(users, eq(users.no, providerLinks.userNo))
    .where(isIdentity(identity))
    .get();
}

/** A statement for a batch: the user may be inserted by the same batch. Runs into `provider_links.issuer, …` where it is somebody's. */
export function insertProviderLink(
  db: Db,
  { issuer, subject, provider, label }: LinkedIdentity,
  userId: string,
  now: number,
) {
  const userNo = sql`(select no from users where id = ${userId})`;
  return db.insert(providerLinks).values({ issuer, subject, provider, label, id: publicId(), userNo, createdAt: now });
}

/** One statement counts and writes. Linked twice it stays as it is. */
export async function linkIdentity(
  db: Db,
  { issuer, subject, provider, label }: LinkedIdentity,
  userNo: number,
  now: number,
): Promise<"linked" | "full" | "other"> {
  const made = await raw(
    db,
    sql`insert into provider_links (issuer, subject, id, user_no, provider, label, created_at)
      select ${issuer}, ${subject}, ${publicId()}, ${userNo}, ${provider}, ${label}, ${now}
      where (select count(*) from provider_links mine where mine.user_no = ${userNo}) < ${PROVIDER_LINKS_MAX}
      on conflict (issuer, subject) do nothing returning id`,
  );
  if (made.length > 0) return "linked";
  const owner = await userOfIdentity(db, { issuer, subject });
  if (!owner) return "full";
  return owner.no === userNo ? "linked" : "other";
}

export async function linksOf(db: Db, userNo: number) {
  const { id, issuer, provider, label, createdAt } = providerLinks;
  return db
    .select({ id, issuer, provider, label, createdAt })
    .from(providerLinks)
    .where(eq(providerLinks.userNo, userNo))
    .orderBy(asc(providerLinks.createdAt));
}

/**
 * Whether an account has another way in than what is taken away: a password, a passkey, or a provider that is set up now.
 * @param butFor id of a passkey, or of a link
 */
function hasOtherWayIn(userNo: number, butFor: string, providers: readonly string[]) {
  const setUp =
    providers.length > 0
      ? sql`provider in (${sql.join(
          providers.map((key) => sql`${key}`),
          sql`, `,
        )})`
      : sql`0`;
  return sql`(exists (select 1 from users where no = ${userNo} and password_hash is not null)
    or exists (select 1 from passkeys other where other.user_no = ${userNo} and other.id <> ${butFor})
    or exists (select 1 from provider_links other where other.user_no = ${userNo} and other.id <> ${butFor} and ${setUp}))`;
}

/** The last way to sign in stays. */
export async function unlinkIdentity(
  db: Db,
  userNo: number,
  id: string,
  providers: readonly string[],
): Promise<"removed" | "last" | "unknown"> {
  const mine = and(eq(providerLinks.userNo, userNo), eq(providerLinks.id, id));
  const removed = await db
    .delete(providerLinks)
    .where(and(mine, hasOtherWayIn(userNo, id, providers)))
    .returning({ id: providerLinks.id });
  if (removed.length > 0) return "removed";
  return (await db.select({ id: providerLinks.id }).from(providerLinks).where(mine).get()) ? "last" : "unknown";
}

/** The last way to sign in stays. */
export async function removePasskey(
  db: Db,
  userNo: number,
  id: string,
  providers: readonly string[],
): Promise<"removed" | "last" | "unknown"> {
  const mine = and(eq(passkeys.userNo, userNo), eq(passkeys.id, id));
  const removed = await db
    .delete(passkeys)
    .where(and(mine, hasOtherWayIn(userNo, id, providers)))
    .returning({ id: passkeys.id });
  if (removed.length > 0) return "removed";
  return (await db.select({ id: passkeys.id }).from(passkeys).where(mine).get()) ? "last" : "unknown";
}
