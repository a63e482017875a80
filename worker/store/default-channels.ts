/** The channels that everyone in a class is in. */
import { sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { enter } from "./memberships.ts";
import { publicId } from "./public-id.ts";
import { channels } from "./schema.ts";

/** What a class begins with, in the language of who makes it. From then on it is theirs: they rename it as they like. */
const FIRST_CHANNELS = {
  en: [
    { name: "general", topic: "Everything that concerns the class", posting: "all" },
    { name: "announcements", topic: "News from the teaching team", posting: "staff" },
  ],
  ar: [
    { name: "عام", topic: "كل ما يخصّ الصف", posting: "all" },
    { name: "إعلانات", topic: "أخبار من فريق التدريس", posting: "staff" },
  ],
} as const;
export type FirstLanguage = keyof typeof FIRST_CHANNELS;

/** @param accepted a browser's `Accept-Language`, its languages in the order in which they are wanted. English where it names none of ours */
export function firstLanguage(accepted: string | undefined): FirstLanguage {
  const tags = (accepted ?? "").toLowerCase().split(",");
  const wanted = tags.map((tag) => tag.trim().split(/[-;]/u)[0]);
  return wanted.find((tag): tag is FirstLanguage => tag === "en" || tag === "ar") ?? "en";
}

/** A statement for a batch that also makes the class and its owner. */
export function insertFirstChannels(
  db: Db,
  workspaceId: string,
  ownerId: string,
  now: number,
  language: FirstLanguage = "en",
) {
  return db.insert(channels).values(
    FIRST_CHANNELS[language].map((channel, place) => ({
      ...channel,
      id: publicId(),
      workspaceNo: sql`(select no from workspaces where id = ${workspaceId})`,
      kind: "public" as const,
      isDefault: true,
      createdBy: sql`(select no from members where id = ${ownerId})`,
      createdAt: now + place,
    })),
  );
}

/**
 * Puts a member into every default channel of their class, as having read what is there. A statement for a batch: the
 * member, known by the public id, may be inserted by the same batch. Where they are in already, nothing is written.
 */
export function addToDefaultChannels(db: Db, memberId: string, now: number) {
  return enter(db, {
    channel: sql`c.is_default = 1 and c.archived_at is null`,
    people: sql`m.id = ${memberId}`,
    at: now,
  });
}
