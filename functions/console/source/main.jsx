import { render } from 'preact';
import { loadTexts } from './lib/i18n.js';
import { startIntake } from './lib/intake.js';
import { configUrl } from './lib/locations.js';
import { startSession } from './lib/session.js';
import { App } from './views/app.jsx';
import { CannotStart } from './views/cannot_start.jsx';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));

async function start() {
  startIntake();
  try {
    const [answer] = await Promise.all([fetch(configUrl), loadTexts()]);
    if (!answer.ok) throw new Error(`the configuration could not be read: ${answer.status}`);
    render(<App />, page);
    await startSession(await answer.json());
  } catch (error) {
    console.error(error);
    render(<CannotStart />, page);
  }
}

start();
