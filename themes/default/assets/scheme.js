// @ts-check
// Applies the colour scheme that the reader chose before anything is drawn.
try {
  const scheme = localStorage.getItem("fingerpost:scheme");
  if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
} catch {}
