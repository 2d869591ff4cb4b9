/** How the site searches: what is typed begins a word, and the page of a class comes before its mentions. */
export const SEARCH = {
  prefix: true,
  fuzzy: 0.1,
  boost: { title: 6, titles: 6, text: 1 },
  boostDocument: (id: string): number => (id.includes('#class-') ? 8 : 1),
} as const;
