import globals from "globals";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import { noDroppedErrors } from "./tools/lint/dropped-errors.ts";
import { importDirection } from "./tools/lint/import-direction.ts";

const place = { rules: { "import-direction": importDirection, "no-dropped-errors": noDroppedErrors } };

/** The built worker has no character beyond Latin-1: with a single one an isolate holds all of its source at two bytes a character. */
const NARROW_PATTERNS = {
  selector: "Literal[regex.pattern=/[^\\u0000-\\u00ff]/]",
  message: 'The build escapes such characters in strings alone: new RegExp("[€₩]", "u").',
};

/** What shows no keys where two are compared. */
const COMPARED = [
  "[callee.object.arguments.0.argument.callee.property.name=/^(arrayBuffer|blob|generateKey|importKey)$/]",
  "[callee.object.arguments.0.property.name='buffer']",
  "[callee.object.arguments.0.callee.name=/^(ArrayBuffer|Blob|DataView|File|Request|Response)$/]",
].map((what) => ({
  selector: `CallExpression[callee.object.callee.name='expect'][callee.property.name=/^to(Equal|StrictEqual|MatchObject)$/]${what}`,
  message: "These show no keys, so any two of them are equal. Compare their bytes or words.",
}));

export default ts.config(
  {
    ignores: [
      "build/",
      "dist/",
      ".svelte-kit/",
      ".texts/",
      ".wrangler/",
      ".place/",
      ".mutants/",
      "test-results/",
      "playwright-report/",
      "worker/env.d.ts",
    ],
  },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    plugins: { place },
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      "place/import-direction": "error",
      eqeqeq: ["error", "always"],
      "no-var": "error",
      "prefer-const": "error",
      "object-shorthand": "error",
      "no-useless-rename": "error",
      // TypeScript knows better what is defined.
      "no-undef": "off",
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Declaration merging of Env needs an interface without members of its own.
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
    },
  },
  {
    // A promise that nobody awaits loses its error: where order and durability are made, the types are asked.
    files: ["worker/**/*.ts", "client/**/*.ts"],
    ignores: ["**/*.d.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { "@typescript-eslint/no-floating-promises": "error" },
  },
  {
    // A fault is said in one way, by worker/log.ts, and none is left unsaid.
    files: ["worker/**/*.ts"],
    ignores: ["worker/log.ts"],
    rules: { "no-console": "error", "no-empty": "error", "place/no-dropped-errors": "error" },
  },
  {
    files: ["worker/**/*.ts"],
    ignores: ["worker/store/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["drizzle-orm", "drizzle-orm/*"], message: "Only worker/store/ knows drizzle." }] },
      ],
    },
  },
  {
    files: ["worker/routes/*.ts"],
    ignores: ["worker/routes/index.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["drizzle-orm", "drizzle-orm/*"], message: "Only worker/store/ knows drizzle." },
            { group: ["./*"], message: "Routes import no routes: what two of them share stands beside the folder." },
            {
              group: ["hono", "hono/*"],
              message: "What is asked of a request is in worker/http/; a handler sees what its row promises.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["protocol/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", NARROW_PATTERNS] },
  },
  {
    files: ["worker/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        NARROW_PATTERNS,
        {
          selector: "CallExpression[callee.property.name='transaction']:not([callee.object.property.name='storage'])",
          message: "D1 has no interactive transactions: db.transaction() throws at run time. Use db.batch().",
        },
        {
          selector: "CallExpression[callee.name=/^(and|or)$/] > SpreadElement",
          message: "Of an empty list drizzle makes no condition at all, and every row is meant. Use inArray().",
        },
        {
          selector: "CallExpression[callee.property.name='transactionSync'] > :function[async=true]",
          message: "What was written before the first await stays when the promise is rejected.",
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "no-restricted-syntax": ["error", ...COMPARED],
    },
  },
  {
    files: ["test/worker/support/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...COMPARED,
        {
          selector: "Program > ExpressionStatement > CallExpression[callee.name=/^(before|after)(Each|All)$/]",
          message:
            "Files share a runtime and what they import: this hook is the first file's alone. Let each file call it.",
        },
      ],
    },
  },
  {
    files: ["protocol/**/*.ts", "client/**/*.ts", "web/**/*.{ts,svelte}"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["drizzle-orm", "drizzle-orm/*", "hono", "hono/*"], message: "That is the worker's." }] },
      ],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"] } },
    rules: {
      // `let { … } = $props()` is Svelte's way; its own rule knows which of them may be const.
      "prefer-const": "off",
      "svelte/prefer-const": ["error", { destructuring: "all" }],
      // It takes the words of a reason for codes; svelte-check judges those comments.
      "svelte/no-unused-svelte-ignore": "off",
      // Most of our maps and sets are not state; those that are drawn are SvelteMap and SvelteSet.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  {
    files: ["web/**"],
    rules: {
      // Pages are served from the root; there is no base path to resolve against.
      "svelte/no-navigation-without-resolve": "off",
    },
  },
);
