import { Agent } from "node:http";
import { openWindow, sendOne } from "./send-one.mjs";

/** So many are asked for at once: a crowd, and not a flood. */
const AT_THE_DOOR = 64;

/**
 * Opens so many streams and reads them until they end. `onOpen` is told when all of them are open, or when that cannot
 * come to be.
 */
export async function holdOpen({ target, next, streams }, onOpen) {
  const agent = new Agent({ keepAlive: true });
  const window = openWindow();
  const sent = [];
  let asked = 0;
  let begun = 0;
  let ended = 0;
  const { promise: settled, resolve: settle } = Promise.withResolvers();

  function openNext() {
    if (asked === streams || ended > 0) return;
    let isBegun = false;
    const onData = () => {
      if (isBegun) return;
      isBegun = true;
      if (++begun === streams) settle();
      openNext();
    };
    const over = sendOne({ agent, target, body: next(asked++), window, onData });
    sent.push(over);
    void over.then(() => {
      ended++;
      settle();
    });
  }

  for (let count = 0; count < AT_THE_DOOR; count++) openNext();
  await settled;
  const areAllOpen = begun === streams && ended === 0;
  onOpen(areAllOpen);
  await Promise.all(sent);
  agent.destroy();
  return { window, begun };
}
