/** What a roster may hold at most. The largest school has 2,500 pupils; a whole school group in one file still fits. */
export const limits = {
  fileBytes: 20 * 1024 * 1024,
  /** of what a zip (an Excel file is one) holds when it is unpacked: a bomb stops before it goes off */
  unpackedBytes: 64 * 1024 * 1024,
  rows: 120_000,
  columns: 200,
  /** as many rows as there may be, with sixteen columns each; texts that cells share count as well */
  cells: 2_000_000,
  /** lines that need a person, as far as they are told at once; a file with more of them is corrected, not read line by line */
  toldLines: 2000,
  cellCharacters: 1000,
  nameCharacters: 100,
  classCharacters: 50,
  /** a file that would end more than this part of the enrolments stops, or more than so many */
  leavers: 0.2,
  leaversAtMost: 50,
  /** rows that are applied in one transaction */
  chunk: 1000,
} as const;
