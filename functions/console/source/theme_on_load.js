// Runs before the first paint, apart from the bundle, so that a chosen theme does not flash in late.
try {
  const theme = localStorage.getItem('device-ca.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: the system's theme it is.
}
