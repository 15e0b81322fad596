// Answers page loads without network with a page of ours. Nothing else is stored: rows of a tenant stay on the server.
const CACHE = "offline-1";
const PAGE = "/offline.html";

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([PAGE, "/offline.css"])));
  self.skipWaiting();
});

addEventListener("activate", (event) => {
  const removeOld = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(removeOld());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (new URL(request.url).pathname === "/offline.css") {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
