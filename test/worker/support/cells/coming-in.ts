/** Who is expected, and who waits before the door. */
import { env } from "cloudflare:workers";
import { ACTORS, LEAD, MEMBERS, NOT_GUESTS, STAFF, type Scene } from "../scene.ts";
import { asking, fresh, type Asking, type CellsOf } from "./cell.ts";

/** In person: signed in on the site. */
const IN_PERSON = { in: ["browser"], others: { stranger: "forbidden", left: "forbidden" } } as const;

/** Somebody new waits for the teaching team. */
async function waiting({ classroom, people: { stranger } }: Scene): Promise<string> {
  const id = fresh("request");
  await env.DB.prepare(
    `insert into join_requests (workspace_no, user_no, id, name, at) values (?1, ?2, ?3, 'Somebody', 1)
     on conflict do update set id = excluded.id, decided_at = null, is_in = null`,
  )
    .bind(classroom.no, stranger!.userNo, id)
    .run();
  return id;
}
/** Somebody is expected, with a link. */
async function expected({ classroom, people: { owner } }: Scene): Promise<{ id: string; token: string }> {
  const rows = [{ name: "Somebody", handle: fresh("expected") }];
  const { body } = await owner!.post<{ links: { id: string; token: string }[] }>(`/workspaces/${classroom.id}/roster`, {
    rows,
  });
  return body.links[0]!;
}
async function invited(scene: Scene): Promise<Asking> {
  return { body: { invitations: [(await expected(scene)).id] } };
}
async function decided(scene: Scene): Promise<Asking> {
  return { params: { request: await waiting(scene) }, body: { letIn: false } };
}

/** Somebody whom an import brought, and whom the student says they were. */
async function claimed({ classroom, people: { student } }: Scene): Promise<{ id: string; person: string }> {
  const [id, person] = [fresh("claim"), await importedPerson(classroom)];
  await env.DB.prepare(
    `insert into claims (id, workspace_no, member_no, imported_no, at, state)
     select ?1, ?2, ?3, no, 1, 'asked' from members where id = ?4`,
  )
    .bind(id, classroom.no, student!.no, person)
    .run();
  return { id, person };
}
async function importedPerson({ no }: Scene["classroom"]): Promise<string> {
  const id = fresh("imported");
  await env.DB.prepare(
    `insert into members (id, workspace_no, handle, handle_key, name, role, source_key, joined_at)
     values (?1, ?2, ?1, ?1, 'Somebody', 'student', ?1, 1)`,
  )
    .bind(id, no)
    .run();
  return id;
}

export const CELLS_OF_COMING_IN: CellsOf<"joining" | "roster" | "claims"> = {
  "joining.rules": { in: LEAD },
  "joining.setRules": { in: LEAD, ask: asking({ until: null, most: 5, approval: false }) },
  "joining.requests": { in: STAFF },
  "joining.decide": { in: STAFF, ask: decided },
  "joining.mine": IN_PERSON,

  "roster.list": { in: LEAD },
  "roster.look": { in: LEAD, ask: asking({ rows: [{ name: "Ada", handle: "ada.expected" }] }) },
  "roster.add": { in: LEAD, ask: () => ({ body: { rows: [{ name: "Ada", handle: fresh("expected") }] } }) },
  "roster.links": { in: LEAD, ask: invited },
  "roster.takeBack": { in: LEAD, ask: invited },
  "roster.remove": { in: LEAD, ask: async (scene) => ({ params: { invitation: (await expected(scene)).id } }) },
  "roster.match": {
    in: LEAD,
    ask: async (scene) => ({ params: { invitation: (await expected(scene)).id }, body: { person: null } }),
  },
  "claims.ask": {
    in: NOT_GUESTS,
    ask: async ({ classroom }) => ({ body: { person: await importedPerson(classroom) } }),
  },
  "claims.mine": { in: MEMBERS },
  "claims.list": { in: STAFF },
  "claims.people": { in: STAFF },
  "claims.decide": {
    in: STAFF,
    ask: async (scene) => ({ params: { claim: (await claimed(scene)).id }, body: { confirm: false } }),
  },
  // Of who it is: tried in claims.test.ts from the side of those whose it is not.
  "claims.undo": {
    in: ["student"],
    others: {
      ...{ guest: "not_found", browser: "not_found", ta: "not_found", teacher: "not_found", owner: "not_found" },
    },
    ask: async (scene) => ({ params: { claim: (await claimed(scene)).id } }),
  },
  "roster.lookAtInvitation": { in: ACTORS, ask: async (scene) => ({ body: { token: (await expected(scene)).token } }) },
  "roster.useInvitation": {
    // Somebody else is signed in there, and has to be told first.
    in: ACTORS.filter((actor) => actor !== "browser"),
    others: { browser: "forbidden" },
    ask: async (scene) => ({
      body: { token: (await expected(scene)).token, account: { password: "correct horse battery" } },
    }),
  },
};
