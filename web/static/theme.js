// Runs before the first paint, so that a chosen theme does not flash. A file of its own: the page allows no inline script.
try {
  const theme = localStorage.getItem("place.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.style.backgroundColor = dark ? "#17191d" : "#fefdfc";
} catch {
  // Storage is closed to us: the system's theme it is.
}
