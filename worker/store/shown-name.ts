/** What whoever an import brought is called where somebody was found to be them: as that member is called now. For `m`, a row of members. */
export const shownName = (m: string) =>
  `coalesce((SELECT found.name FROM members found WHERE found.id = json_extract(${m}.meta, '$.claimedBy')), ${m}.name)`;
