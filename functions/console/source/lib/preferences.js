// Language and theme are no secrets and are remembered in localStorage; tokens never go there. Storage may be
// forbidden by the browser: then a preference lasts as long as the page.

/**
 * @param {"language" | "theme"} name
 * @returns {string | null}
 */
export function readPreference(name) {
  try {
    return localStorage.getItem(`device-ca.${name}`);
  } catch {
    return null;
  }
}

/**
 * @param {"language" | "theme"} name
 * @param {string | null} value  null forgets it
 */
export function writePreference(name, value) {
  try {
    if (value === null) localStorage.removeItem(`device-ca.${name}`);
    else localStorage.setItem(`device-ca.${name}`, value);
  } catch {
    // Nothing to do: the choice holds until the page is left.
  }
}
