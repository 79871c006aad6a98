import { render } from 'preact';
import { configUrl } from './lib/locations.js';
import { startSession } from './lib/session.js';
import { App } from './views/app.jsx';
import { CannotStart } from './views/cannot_start.jsx';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));

async function start() {
  render(<App />, page);
  try {
    const answer = await fetch(configUrl);
    if (!answer.ok) throw new Error(`the configuration could not be read: ${answer.status}`);
    await startSession(await answer.json());
  } catch (error) {
    console.error(error);
    render(<CannotStart />, page);
  }
}

start();
