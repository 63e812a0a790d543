type Unit = [one: string, more: string];
/** Says how long to wait, rounded up, in the largest unit that fits: `30 seconden`, `1 minuut`. */
export type Waiting = (seconds: number) => string;

export function waiting(units: { seconds: Unit; minutes: Unit; hours: Unit }): Waiting {
  const say = (count: number, [one, more]: Unit): string => `${count} ${count === 1 ? one : more}`;
  return (seconds) => {
    const whole = Math.max(1, Math.ceil(seconds));
    if (whole < 60) return say(whole, units.seconds);
    if (whole < 3_600) return say(Math.ceil(whole / 60), units.minutes);
    return say(Math.ceil(whole / 3_600), units.hours);
  };
}
