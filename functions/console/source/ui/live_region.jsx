import { announcement } from '../lib/announcer.js';
import { useStore } from '../lib/store.js';

/** Says announcements aloud. One for the page and one in each dialog: beside a modal dialog all else is inert. */
export function LiveRegion() {
  const text = useStore(announcement);
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
