/** Who asks, what their page knows, and what the worker answered: for holding one beside the other. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { fromBootstrap, type WorkspaceState } from "../../../client/workspace-state.ts";
import type { Bootstrap, RefusalCode } from "../../../protocol/index.ts";
import { type Answer, type Classroom, type Somebody } from "./classroom.ts";

export const ACTORS = {
  guest: { role: "guest" },
  student: { role: "student" },
  ta: { role: "ta" },
  teacher: { role: "teacher" },
  owner: { role: "owner" },
  mutedStudent: { role: "student", muted: true },
  mutedTa: { role: "ta", muted: true },
} as const;
export type ActorName = keyof typeof ACTORS;
export type Other = "left" | "blocked" | "blocks" | "staffOnly" | "imported";

export const answered = ({ status, body }: Answer<unknown>): RefusalCode | null => {
  const { code } = body as { code?: RefusalCode };
  if (status < 300) return null;
  // Whoever may, may not so often.
  return code === "too_fast" ? null : (code ?? "internal");
};

export async function become(classroom: Classroom, actor: Somebody, other: Somebody, what?: Other): Promise<void> {
  const set = async (sql: string) =>
    void (await env.DB.prepare(`update members set ${sql} where no = ?`).bind(other.no).run());
  if (what === "left") await set("left_at = 1");
  if (what === "imported") await set("user_no = null");
  if (what === "blocked") expect((await actor.put(`/workspaces/${classroom.id}/blocks/${other.id}`)).status).toBe(200);
  if (what === "blocks") expect((await other.put(`/workspaces/${classroom.id}/blocks/${actor.id}`)).status).toBe(200);
  if (what === "staffOnly") {
    const changed = await other.patch(`/workspaces/${classroom.id}/me/settings`, { directFrom: "staff" });
    expect(changed.status).toBe(200);
  }
}

/** What the actor's page knows, with the people whom it looked up as it does when it first sees them. */
export async function pageOf(classroom: Classroom, actor: Somebody, seen: Somebody[]): Promise<WorkspaceState> {
  const bootstrap = (await actor.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body;
  const state = fromBootstrap(bootstrap);
  const ids = seen.map(({ id }) => id).join(",");
  const { members } = (
    await actor.get<{ members: Bootstrap["members"] }>(`/workspaces/${classroom.id}/members?ids=${ids}`)
  ).body;
  return { ...state, members: new Map([...state.members, ...members.map((one) => [one.id, one] as const)]) };
}

export const person = (classroom: Classroom, name: ActorName) =>
  classroom.person(ACTORS[name].role, "muted" in ACTORS[name] ? { mutedUntil: Date.now() + 3_600_000 } : {});
