/** As people order names and classes: `2A` before `10A`, `é` beside `e`. */
export const inOrder = new Intl.Collator("nl", { numeric: true });
