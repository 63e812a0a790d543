import { expect, test } from "vitest";
import { isCellError } from "./cell-error.ts";

test.each([
  ..."#N/B #N/A #REF! #VERW! #VALUE! #WAARDE! #NAAM? #NAME? #DEEL/0! #DIV/0! #GETAL! #NUM! #LEEG! #NULL! #NV #WERT!".split(
    " ",
  ),
  ..."#BEZUG! #ZAHL! #NOM? #NOMBRE! #VALEUR! #ÜBERLAUF! #SPILL! #OVERLOOP! #CALC! #N/D ##### Err:502 #n/b #verw!".split(
    " ",
  ),
  "#NOMBRE ?".replace(" ", ""),
])("%s is what a formula left, and no name or class", (cell) => {
  expect(isCellError(cell)).toBe(true);
});

test.each(["1A", "Noor", "N/A", "#1A", "# 3", "Anna!", "O'Neill", "", "3#", "Fout", "#team"])("%s is none", (cell) => {
  expect(isCellError(cell)).toBe(false);
});
