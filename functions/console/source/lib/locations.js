// The bundle is served as <ApiUrl>/console/<digest>/console.js, so every address follows from the bundle's own,
// whatever stands before it: a stage, an emulator's prefix, a custom domain.
const consoleBase = new URL('../', import.meta.url);

export const consoleUrl = consoleBase.href;
export const configUrl = new URL('config.json', consoleBase).href;
export const openApiUrl = new URL('openapi.json', consoleBase).href;
export const apiUrl = new URL('../', consoleBase).href;

/** @param {string} language */
export const textsUrl = (language) => new URL(`texts.${language}.json`, import.meta.url).href;

/** @param {string} language */
export const ruleTitlesUrl = (language) => new URL(`rules.${language}.json`, import.meta.url).href;

export const laterStylesUrl = new URL('later.css', import.meta.url).href;
