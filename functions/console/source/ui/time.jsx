import { absoluteDate, absoluteTime, expiryState, relativeTime } from '../lib/time.js';
import { ExpiryBadge } from './badges.jsx';

/**
 * A time as people reckon it, with the exact one beneath.
 *
 * @param {{time: string, now: number}} props
 */
export function TwoLineTime({ time, now }) {
  return (
    <time dateTime={time} class="two-lines">
      <span>{relativeTime(time, now)}</span>
      <span class="muted">{absoluteTime(time)}</span>
    </time>
  );
}

/**
 * The end of a validity: a badge instead of plain words where it is near or past.
 *
 * @param {{notAfter: string, now: number}} props
 */
export function ExpiryTime({ notAfter, now }) {
  const fine = expiryState(notAfter, now) === 'fine';
  return (
    <time dateTime={notAfter} title={absoluteTime(notAfter)} class="two-lines expiry">
      {fine ? <span>{relativeTime(notAfter, now)}</span> : <ExpiryBadge notAfter={notAfter} now={now} />}
      <span class="muted">{absoluteDate(notAfter)}</span>
    </time>
  );
}

/** @param {{time: string, now: number}} props */
export function OneLineTime({ time, now }) {
  return (
    <time dateTime={time}>
      {absoluteTime(time)} <span class="muted">({relativeTime(time, now)})</span>
    </time>
  );
}
