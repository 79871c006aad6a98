/** @type {Record<string, string>} one path each, drawn with the text's colour on a grid of 20 by 20 */
const PATHS = {
  upload: 'M10 13.5V4m0 0L6.25 7.75M10 4l3.75 3.75M3.5 13v2.5a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1V13',
  download: 'M10 4v9.5m0 0L6.25 9.75M10 13.5l3.75-3.75M3.5 13v2.5a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1V13',
  copy: 'M7.5 7.5v-3a1 1 0 0 1 1-1h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-3m-8-5h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1Z',
  check: 'm4.5 10.5 3.75 3.75L15.5 6.5',
  clock: 'M10 6v4.25l2.75 1.75M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z',
  warning: 'M10 8v3.5m0 2.25v.25M8.9 3.9 2.9 14.4a1.25 1.25 0 0 0 1.1 1.85h12a1.25 1.25 0 0 0 1.1-1.85L11.1 3.9a1.25 1.25 0 0 0-2.2 0Z',
  error: 'M10 6.5v4.25m0 2.5v.25M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z',
  off: 'M5.25 5.25l9.5 9.5M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z',
  edit: 'm12.25 5.25 2.5 2.5M4 16l.75-3.25 8.5-8.5a1.25 1.25 0 0 1 1.75 0l.75.75a1.25 1.25 0 0 1 0 1.75l-8.5 8.5L4 16Z',
  close: 'm5.5 5.5 9 9m0-9-9 9',
  search: 'm13.25 13.25 3.5 3.5M15 9a6 6 0 1 1-12 0 6 6 0 0 1 12 0Z',
  refresh: 'M16 5v3.5h-3.5M4 15v-3.5h3.5M15.6 8.5A6 6 0 0 0 5 6.75M4.4 11.5A6 6 0 0 0 15 13.25',
  chevron: 'm6 8 4 4 4-4',
  up: 'm6 12 4-4 4 4',
  sort: 'm7 8 3-3 3 3m-6 4 3 3 3-3',
  back: 'm11.5 5-5 5 5 5',
  trash: 'M4 5.5h12m-7.5 3v5m3-5v5M6 5.5l.5 10a1 1 0 0 0 1 1h5a1 1 0 0 0 1-1l.5-10m-6.5 0v-1a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1v1',
  file: 'M11.5 3.5v4h4m-4-4h-6a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-8m-4-4 4 4',
  shield: 'm7.25 10 2 2 3.75-4M10 2.75l6 2.25v4.5c0 3.75-2.5 6.5-6 7.75-3.5-1.25-6-4-6-7.75V5l6-2.25Z',
  system: 'M4 4.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1Zm3.5 12h5M10 13.5v3',
  light: 'M10 2.5v1.25m0 12.5v1.25M2.5 10h1.25m12.5 0h1.25M4.7 4.7l.9.9m8.8 8.8.9.9m0-10.6-.9.9m-8.8 8.8-.9.9M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z',
  dark: 'M16.5 11.75A6.75 6.75 0 0 1 8.25 3.5a6.75 6.75 0 1 0 8.25 8.25Z',
  language: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0ZM3.25 10h13.5M10 3c1.9 1.8 2.8 4.3 2.8 7s-.9 5.2-2.8 7c-1.9-1.8-2.8-4.3-2.8-7S8.1 4.8 10 3Z',
  signOut: 'M8 16.5H5a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1h3m5 9.75L16.25 10 13 6.75M16 10H8',
};

/**
 * Ornament only: whatever it means is also said in words.
 *
 * @param {{name: keyof typeof PATHS, size?: number}} props
 */
export function Icon({ name, size = 18 }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
