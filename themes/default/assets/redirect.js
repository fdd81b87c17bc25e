// @ts-check
// Goes on to the new page with the query and the anchor of the old URL, which a redirect without scripts loses.
const { to = "" } = document.currentScript?.dataset ?? {};
const target = new URL(to, location.href);
target.search ||= location.search;
target.hash ||= location.hash;
if (["http:", "https:", "file:"].includes(target.protocol)) location.replace(target);
