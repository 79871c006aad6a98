import { linkTo, route } from './router.js';

/** Where the list was left for one of its certificates, so that coming back finds it as it was. */
class ListPlace {
  constructor() {
    /** The list's address, with search, filter and order. */
    this.link = linkTo();
    this.scrollY = 0;
    /** @type {string | null} the certificate that was opened */
    this.openedId = null;
    let before = route.value;
    this.keepLink(before);
    route.subscribe((next) => {
      this.keepLink(next);
      if (before.view === 'list' && next.view === 'detail') this.openedId = next.id;
      if (before.view === 'list' && next.view !== 'list' && next.view !== 'detail') this.openedId = null;
      before = next;
    });
  }

  /** @param {import('./router.js').Route} place */
  keepLink({ view, params }) {
    if (view !== 'list') return;
    const [q, status, sort] = ['q', 'status', 'sort'].map((name) => params.get(name));
    this.link = linkTo('', { q, status, sort });
  }

  /** @returns {boolean} whether the list that is shown now was come back to; told once */
  takeComingBack() {
    const comingBack = route.value.view === 'list' && this.openedId !== null;
    if (comingBack) this.openedId = null;
    return comingBack;
  }
}

export const listPlace = new ListPlace();
