/** The contract as OpenAPI 3.1: `web/static/openapi.json`, served at `/openapi.json`. */
import { RefusalSchema, REFUSALS } from "../../protocol/index.ts";
import { allRoutes, isKeyed, SECTIONS, type Noun, type RouteName, type Row } from "../../protocol/routes/index.ts";
import { needsInWords, rateInWords } from "./in-words.ts";
import { JsonSchemas, textSchema, type JsonSchema } from "./json-schema.ts";
import { isOptional, nodeOf } from "./schema-node.ts";

export function openapi(version: string): JsonSchema {
  const schemas = new JsonSchemas();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const [name, row] of allRoutes()) {
    const path = `/api${row.path.replace(/:(\w+)/gu, "{$1}")}`;
    (paths[path] ??= {})[row.method.toLowerCase()] = operation(name, row, schemas);
  }
  const Refusal = schemas.of(nodeOf(RefusalSchema));
  return {
    openapi: "3.1.0",
    info: { title: "PLACE", version, description: "The chat of a class. Generated from protocol/routes/." },
    servers: [{ url: "/" }],
    tags: Object.values(SECTIONS).map((name) => ({ name })),
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "__Host-place" },
      },
      responses: {
        Refusal: {
          description: `A refusal, with the status of its code: ${Object.keys(REFUSALS).join(", ")}.`,
          content: { "application/json": { schema: Refusal } },
        },
      },
      schemas: schemas.named,
    },
  };
}

function operation(name: RouteName, row: Row, schemas: JsonSchemas): JsonSchema {
  const [noun = ""] = name.split(".");
  const rate = rateInWords(row);
  return {
    operationId: name,
    tags: [SECTIONS[noun as Noun]],
    summary: row.says,
    description: `For ${needsInWords(row)}.${rate ? ` ${rate}` : ""} Since ${row.since}.`,
    ...((row.needs === "nobody" || row.needs === "anyone") && { security: [{}, { token: [] }, { session: [] }] }),
    parameters: parameters(row),
    ...(row.body && {
      requestBody: { required: true, content: contentOf(row.body, schemas) },
    }),
    responses: { ...responses(row, schemas), default: { $ref: "#/components/responses/Refusal" } },
  };
}

function contentOf(body: NonNullable<Row["body"]>, schemas: JsonSchemas): JsonSchema {
  // Binary data in OpenAPI 3.1 is a media type without a schema.
  return body === "bytes"
    ? { "application/octet-stream": {} }
    : { "application/json": { schema: schemas.of(nodeOf(body)) } };
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  schema: { type: "string", minLength: 1, maxLength: 255 },
  description:
    "Sent again with the same key within a day, the same request is answered as the first time and does nothing; another one is refused as `key_reused`.",
};

function parameters(row: Row): JsonSchema[] {
  const { path, params = {}, query } = row;
  const inPath = [...path.matchAll(/:(\w+)/gu)].map(([, name = ""]) => {
    const schema = params[name];
    return { name, in: "path", required: true, schema: schema ? textSchema(nodeOf(schema)) : { type: "string" } };
  });
  const entries = query ? fieldsOf(query) : [];
  return [
    ...inPath,
    ...entries.map(([name, node]) => ({ name, in: "query", required: !isOptional(node), schema: textSchema(node) })),
    ...(isKeyed(row) ? [IDEMPOTENCY_KEY] : []),
  ];
}

/** Also of an object that is held against more than its fields. */
function fieldsOf(schema: NonNullable<Row["query"]>) {
  const { entries, pipe } = nodeOf(schema);
  return Object.entries(entries ?? pipe?.[0]?.entries ?? {});
}

function responses({ answer, status }: Row, schemas: JsonSchemas): Record<string, JsonSchema> {
  if (answer === "nothing") return { 204: { description: "Done; there is nothing to tell." } };
  if (answer === "socket") return { 101: { description: "A WebSocket." } };
  if (answer === "events")
    return { 200: { description: "Events, one after the other.", content: { "text/event-stream": {} } } };
  if (answer === "document") return { 200: { description: "The document.", content: { "text/*": {} } } };
  if (answer === "picture") return { 200: { description: "The picture.", content: { "image/*": {} } } };
  if (answer === "foreign") {
    const content = { "text/plain": {}, "application/json": {} };
    return {
      200: { description: "As the asker's own service would answer.", content },
      204: { description: "Taken." },
    };
  }
  const content = { "application/json": { schema: schemas.of(nodeOf(answer())) } };
  return Object.fromEntries([status ?? 200].flat().map((code) => [code, { description: "Done.", content }]));
}
