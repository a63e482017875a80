/** The least that a worker on Hono is: what the first request of PLACE is measured beside. */
import { Hono } from "hono";

const app = new Hono();
app.get("/api/health", (c) => c.json({ ok: true }));

export default { fetch: app.fetch } satisfies ExportedHandler;
