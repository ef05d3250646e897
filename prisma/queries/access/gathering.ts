import type { Database } from '../../client.ts';
import { type AccessAnswer, accessFactsOf, type Asked } from './facts.ts';

export type AskFacts = (asked: Asked) => Promise<AccessAnswer>;

interface Waiting {
  asked: Asked;
  resolve: (answer: AccessAnswer) => void;
  reject: (error: unknown) => void;
}

const MOST_ON_THE_WAY = 1; // two cost more than they save: each carries half
const MOST_TOGETHER = 100;
const MANY_QUESTIONS = 20;

/**
 * Asks for the facts of many requests together: those that come while others are on their way to the database go with the next round trip, so that a host
 * that asks for a thousand runs in the same second costs little. Nothing is kept: each answer is read after its request came, hence after every suspension that
 * was committed before it.
 */
export function gatheringFacts(db: Database): AskFacts {
  let waiting: Waiting[] = [];
  let onTheWay = 0;
  let scheduled = false;
  const send = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const answers = await accessFactsOf(
        db,
        batch.map(({ asked }) => asked),
      );
      batch.forEach(({ resolve, reject }, index) => {
        const answer = answers[index];
        if (answer === undefined) reject(new Error('a question was not answered'));
        else resolve(answer);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  const next = (): void => {
    scheduled = false;
    if (waiting.length === 0 || onTheWay >= MOST_ON_THE_WAY) return;
    const batch = waiting.slice(0, MOST_TOGETHER);
    waiting = waiting.slice(MOST_TOGETHER);
    void sendNext(batch);
  };
  const sendNext = async (batch: readonly Waiting[]): Promise<void> => {
    onTheWay += 1;
    await send(batch);
    onTheWay -= 1;
    next();
  };
  return (asked) =>
    new Promise((resolve, reject) => {
      const one = { asked, resolve, reject };
      if ((asked.questions?.length ?? 0) > MANY_QUESTIONS) {
        void send([one]); // would keep the others waiting
        return;
      }
      waiting.push(one);
      if (scheduled) return;
      scheduled = true;
      setImmediate(next); // all that came in with it go together
    });
}
