import { useId, useRef } from 'preact/hooks';

/**
 * Tabs after the ARIA pattern: one stop of the Tab key, arrows between them.
 *
 * @param {object} props
 * @param {string} props.label
 * @param {{key: string, title: string}[]} props.tabs
 * @param {string} props.chosen
 * @param {(key: string) => void} props.onChoose
 * @param {import('preact').ComponentChildren} props.children  the chosen tab's panel
 */
export function Tabs({ label, tabs, chosen, onChoose, children }) {
  const list = useRef(/** @type {HTMLDivElement | null} */ (null));
  const base = useId();
  const current = tabs.find((tab) => tab.key === chosen) ?? tabs[0];

  /** @param {KeyboardEvent} event */
  function move(event) {
    const index = tabs.indexOf(current);
    /** @type {Record<string, number>} */
    const targets = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 };
    if (!(event.key in targets)) return;
    event.preventDefault();
    const next = (targets[event.key] + tabs.length) % tabs.length;
    onChoose(tabs[next].key);
    /** @type {HTMLElement | undefined} */ (list.current?.children[next])?.focus();
  }

  return (
    <div class="tabs">
      <div ref={list} role="tablist" aria-label={label} class="tab-list" onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${base}-${tab.key}`}
            class="tab"
            aria-selected={tab === current}
            aria-controls={`${base}-panel`}
            tabIndex={tab === current ? 0 : -1}
            onClick={() => onChoose(tab.key)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${base}-panel`} class="tab-panel" aria-labelledby={`${base}-${current.key}`}>
        {children}
      </div>
    </div>
  );
}
