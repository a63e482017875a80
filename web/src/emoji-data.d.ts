/** See web/emoji-data.ts. */
declare module "virtual:emoji-data" {
  const address: string;
  export default address;
}
