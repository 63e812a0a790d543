/**
 * Questions of one turn of the event loop travel as one: nobody waits for another, and the more are asked at once the less each costs.
 * @param answer to all of them, in their order; when it fails, each of them fails
 */
export function askedTogether<Q, A>(answer: (questions: Q[]) => Promise<A[]>): (question: Q) => Promise<A | undefined> {
  let asked: Q[] = [];
  let answers: Promise<A[]> | undefined;
  const ask = (resolve: (answers: Promise<A[]>) => void): void => {
    const questions = asked;
    [asked, answers] = [[], undefined];
    resolve(answer(questions));
  };
  return async (question) => {
    const index = asked.push(question) - 1;
    answers ??= new Promise((resolve) => setImmediate(ask, resolve));
    return (await answers)[index];
  };
}
