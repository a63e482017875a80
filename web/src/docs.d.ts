/** See web/docs.ts. */
declare module "virtual:docs/*" {
  const page: import("./lib/features/docs/docs-page.ts").DocsPage;
  export default page;
}
