// Says when there is no network, before a tap is lost.
export function network(): void {
  const note = document.getElementById("offline");
  if (!note) return;
  const look = (): void => void (note.hidden = navigator.onLine);
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
  look();
}
