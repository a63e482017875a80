/** What widgets are set to, for the objects that hold open sockets of visitors. */
import { visitUnder, type Widget } from "../../protocol/index.ts";
import type { VisitContext } from "./membership-context.ts";

export type WidgetRules = Pick<Widget, "on" | "sites" | "read" | "write" | "guests" | "holds">;

/** JSON of `w` (widgets) in channel `h` (channels): a private one counts as on only as long as that was said once more. */
const RULES = `json_object('on', w.is_on AND (h.kind = 'public' OR (h.kind = 'private' AND w.confirmed_at IS NOT NULL)),
  'sites', json(w.sites), 'read', w.read, 'write', w.write, 'guests', w.guests, 'holds', w.holds)`;

interface StoredRules extends Omit<WidgetRules, "on" | "guests" | "holds"> {
  on: number;
  guests: number;
  holds: number;
}
function rulesIn({ on, guests, holds, ...rest }: StoredRules): WidgetRules {
  return { ...rest, on: on === 1, guests: guests === 1, holds: holds === 1 };
}

const READ = `SELECT w.id AS id, ${RULES} AS rules FROM json_each(?1) j CROSS JOIN widgets w ON w.id = j.value
  CROSS JOIN channels h ON h.no = w.channel_no`;

/** By public id; who is missing is gone. */
export async function readWidgetRules(d1: D1Database, ids: string[]): Promise<Map<string, WidgetRules>> {
  const { results } = await d1.prepare(READ).bind(JSON.stringify(ids)).all<{ id: string; rules: string }>();
  return new Map(results.map(({ id, rules }) => [id, rulesIn(JSON.parse(rules) as StoredRules)]));
}

/** SQL, of session `s`: JSON of how its visitor is in which widget; null for a session with PLACE itself. */
export const VISIT_IN_SQL = `CASE WHEN s.widget_no IS NOT NULL THEN coalesce((
    SELECT json_object('widget', w.id, 'site', s.site, 'until', s.expires_at, 'rules', ${RULES},
      'kind', CASE WHEN s.came_from IS NOT NULL THEN 'member' WHEN s.key_no IS NOT NULL THEN 'named' ELSE 'guest' END)
    FROM widgets w CROSS JOIN channels h ON h.no = w.channel_no WHERE w.no = s.widget_no), '{}') END`;

/** Null where the widget allows it no more, or is gone. */
export function visitFromSql(json: string): VisitContext | null {
  const { rules, ...visit } = JSON.parse(json) as Partial<Omit<VisitContext, "writes" | "holds">> & {
    rules?: StoredRules;
  };
  const { widget, site, kind, until } = visit;
  if (!rules || widget === undefined || site === undefined || kind === undefined || until === undefined) return null;
  const allowed = visitUnder(rulesIn(rules), { kind, site });
  return allowed && { widget, site, kind, until, ...allowed };
}
