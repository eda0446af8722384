// Brings what has just appeared into sight, as long as it still grows.
((name) => {
  const shown = document.querySelector(name);
  if (!shown) return;
  const growing = new ResizeObserver(() => shown.scrollIntoView({ block: "nearest" }));
  growing.observe(shown);
  setTimeout(() => growing.disconnect(), 1500);
})
