/**
 * Made-up input by fast-check: what a schema of the contract lets one expect, and what it does not. Checks of a schema (lengths, patterns)
 * are not followed, so that much of what is made is just beside what is taken.
 */
import fc from "fast-check";
import type * as v from "valibot";

/** What breaks software: kept short, since whatever is long is made of them. */
const NASTY = [
  "",
  " ",
  "\u0000",
  "\uD800",
  "a\u202Eb",
  "﷽",
  "é\u0301".repeat(30),
  "👩‍👩‍👧‍👦",
  "'; DROP TABLE messages; --",
  "%",
  "*",
  '"NEAR(',
  "<script>1</script>",
  "javascript:1",
  "$\\frac{1",
  "../../etc",
  "null",
  "-1",
  "1e309",
  "9007199254740993",
  "__proto__",
  "constructor",
  "[object Object]",
  "@channel",
  "x".repeat(20_000),
] as const;

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(...NASTY),
);
const number = fc.oneof(
  fc.integer({ min: -2, max: 5 }),
  fc.integer(),
  fc.double(),
  fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e308),
);
/** Anything that JSON can say. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  { withCrossShrink: true },
  text,
  number,
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom({ __proto__: null }, { constructor: 1 }, [[[[[[]]]]]], {}),
);

type Schema = v.GenericSchema & {
  entries?: Record<string, Schema>;
  options?: readonly unknown[];
  literal?: unknown;
  item?: Schema;
  items?: readonly Schema[];
  value?: Schema;
  wrapped?: Schema;
  pipe?: readonly Schema[];
  getter?: (input: unknown) => Schema;
};

/** @param known by the name of a field, what really is there: ids and places, so that some requests get through */
export function madeUp(
  schema: v.GenericSchema,
  known: Readonly<Record<string, readonly unknown[]>> = {},
): fc.Arbitrary<unknown> {
  return arbitraryOf(schema as Schema, known, "");
}

function arbitraryOf(
  schema: Schema,
  known: Readonly<Record<string, readonly unknown[]>>,
  name: string,
): fc.Arbitrary<unknown> {
  const made = ofKind(schema, known, name);
  const real = known[name];
  return real === undefined || real.length === 0
    ? fc.oneof({ weight: 12, arbitrary: made }, { weight: 1, arbitrary: junk })
    : fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...real) },
        { weight: 3, arbitrary: made },
        { weight: 1, arbitrary: junk },
      );
}

function ofKind(
  schema: Schema,
  known: Readonly<Record<string, readonly unknown[]>>,
  name: string,
): fc.Arbitrary<unknown> {
  const within = (inner: Schema | undefined, as = name) => (inner ? arbitraryOf(inner, known, as) : junk);
  switch (schema.type as string) {
    case "object":
    case "strict_object":
    case "loose_object":
      return (
        fc
          .tuple(
            fc.record(
              Object.fromEntries(Object.entries(schema.entries ?? {}).map(([key, inner]) => [key, within(inner, key)])),
              { requiredKeys: [] },
            ),
            fc.oneof(
              { weight: 6, arbitrary: fc.constant({}) },
              { weight: 1, arbitrary: fc.dictionary(text, junk, { maxKeys: 3 }) },
            ),
            fc.integer({ min: 0, max: 5 }),
            fc.record(
              Object.fromEntries(Object.entries(schema.entries ?? {}).map(([key, inner]) => [key, within(inner, key)])),
            ),
          )
          // Mostly with every field; now and then with some of them, or more.
          .map(([some, more, share, all]) => ({ ...(share === 0 ? some : all), ...more }))
      );
    case "array":
      return fc.array(within(schema.item), { maxLength: 6 });
    case "tuple":
      return fc.tuple(...(schema.items ?? []).map((item) => within(item)));
    case "record":
      return fc.dictionary(text, within(schema.value), { maxKeys: 4 });
    case "union":
    case "variant":
      return fc.oneof(...((schema.options ?? []) as Schema[]).map((option) => within(option)));
    case "picklist":
    case "enum":
      return fc.constantFrom(...((schema.options ?? []) as unknown[]));
    case "literal":
      return fc.constant(schema.literal);
    case "optional":
    case "nullish":
    case "nullable":
    case "exact_optional":
      return fc.oneof(
        { weight: 4, arbitrary: within(schema.wrapped) },
        { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
      );
    case "string":
      return text;
    case "number":
      return number;
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "lazy":
      return within(schema.getter?.(undefined));
    default:
      return junk;
  }
}
