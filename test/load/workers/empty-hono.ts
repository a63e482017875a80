/** The least that a worker on Hono is: what the first request of PLACE is measured beside. */
import { Hono } from "hono";

const app = new Hono();
app.get("/api/session", (c) => c.json({ account: null }));

export default { fetch: app.fetch } satisfies ExportedHandler;
