import { vi } from "vitest";

/**
 * Puts the clock of this process at a moment, and so that of every server in it and of the people who visit it; it goes on from there.
 * PostgreSQL, and what runs as a process of its own, keep the real time.
 */
export function moveClock(to: Date): void {
  if (vi.isFakeTimers()) vi.setSystemTime(to);
  else vi.useFakeTimers({ toFake: ["Date"], now: to, shouldAdvanceTime: true });
}

export const realClock = (): void => void vi.useRealTimers();
