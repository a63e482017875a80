/** See web/emoji-data.ts. */
declare module "virtual:emoji-data" {
  /** Language → address of its file. */
  const addresses: { en: string } & Partial<Record<string, string>>;
  export default addresses;
}
