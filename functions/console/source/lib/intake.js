import { useEffect, useRef } from 'preact/hooks';
import { textFile } from './files.js';
import { Store } from './store.js';

// Files come by dropping and by Ctrl+V anywhere in the window. The view or pop-up that is on top takes them; where it
// takes none, nothing happens, for left alone the browser would open a dropped file in the console's place.

/** @typedef {(files: File[]) => void} TakeFiles */

/** @type {{current: TakeFiles | undefined}[]} from the view up to the pop-up that is on top */
const takers = [];

/** Whether files are being dragged over the window. */
export const dragging = new Store(false);

/**
 * Takes the files that are dropped or pasted while this component is the topmost that says so.
 *
 * @param {TakeFiles} [onFiles]  without it they are kept from whatever lies below
 */
export function useIntake(onFiles) {
  const taker = useRef(onFiles);
  taker.current = onFiles;
  useEffect(() => {
    takers.push(taker);
    return () => {
      takers.splice(takers.indexOf(taker), 1);
    };
  }, []);
}

/** @param {File[]} files */
function give(files) {
  if (files.length > 0) takers.at(-1)?.current?.(files);
}

/** @param {DragEvent} event */
function carriesFiles(event) {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Begins to listen; called once, when the page starts. */
export function startIntake() {
  addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (!dragging.value) dragging.set(true);
  });
  addEventListener('dragleave', (event) => {
    // Only what leaves the window has nowhere to go.
    if (!event.relatedTarget) dragging.set(false);
  });
  addEventListener('drop', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    dragging.set(false);
    give([...(event.dataTransfer?.files ?? [])]);
  });
  addEventListener('paste', (event) => {
    if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement) return;
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData('text/plain').trim() ?? '';
    give(files.length === 0 && text ? [textFile(text)] : files);
  });
}
