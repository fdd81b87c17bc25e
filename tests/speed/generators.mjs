// The generators to compare: how each gets the pages, and how it is run. Each gets the same navigation where it can: the
// branch around the page, breadcrumbs, a list of contents, and links to the previous and the next page.

import fs from 'node:fs';
import path from 'node:path';

/** Every page below a folder, in order, as a path with `/`. */
function pagesBelow(folder) {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
  return paths.map((name) => name.split(path.sep).join('/')).sort();
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/** Copies the pages. `change` may rewrite a text. */
function copy(corpus, folder, change = (text) => text) {
  for (const page of pagesBelow(corpus)) {
    write(path.join(folder, page), change(fs.readFileSync(path.join(corpus, page), 'utf8'), page));
  }
}

/** The folders of the pages, outer ones first. */
function foldersOf(pages) {
  const folders = new Set();
  for (const page of pages) {
    const steps = page.split('/').slice(0, -1);
    steps.forEach((_, at) => folders.add(steps.slice(0, at + 1).join('/')));
  }
  return [...folders].sort();
}

const titleOf = (folder) => folder.split('/').at(-1).replace('-', ' ');

/** Links from the root as links from the page, for generators that check only those. */
function relativeLinks(text, page) {
  const up = '../'.repeat(page.split('/').length - 1);
  return text.replaceAll('](/', `](${up}`).replaceAll('](../)', `](${up}index.md)`);
}

const HUGO_CONFIG = `baseURL = "https://docs.example/"
title = "Library"
disableKinds = ["taxonomy", "term", "RSS"]
[markup.highlight]
noClasses = false
[markup.goldmark.renderer]
unsafe = true
`;

const HUGO_BASE = (sideBar) => `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ .Title }} – {{ site.Title }}</title>
<meta name="description" content="{{ .Description }}"><link rel="canonical" href="{{ .Permalink }}"></head>
<body>
<header><a href="{{ "/" | relURL }}">{{ site.Title }}</a></header>
<nav aria-label="Breadcrumbs"><ol>{{ range .Ancestors.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ol></nav>
<nav aria-label="Pages">${sideBar}</nav>
<main>{{ block "main" . }}{{ end }}</main>
</body>
</html>
`;

/** The branch around the page, with a mark on the page itself. */
const HUGO_SIDE_BAR = `{{ $page := . }}<ul>{{ with .FirstSection }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a><ul>
{{ range .Sections }}<li><a href="{{ .RelPermalink }}"{{ if eq . $page }} aria-current="page"{{ end }}>{{ .Title }}</a>
{{ if or (eq . $page) (.InSection $page.CurrentSection) }}<ul>{{ range .RegularPages }}<li><a href="{{ .RelPermalink }}"{{ if eq . $page }} aria-current="page"{{ end }}>{{ .Title }}</a></li>
{{ end }}</ul>{{ end }}</li>{{ end }}</ul></li>{{ end }}</ul>`;

const HUGO_PAGE = `{{ define "main" }}<h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}
{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}
`;

const HUGO_LIST = `{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
`;

/** A link to a page, which stops the build where there is no such page; Hugo cannot check the heading. */
const HUGO_LINK = `{{ $url := urls.Parse .Destination }}{{ $to := .Destination }}{{ if strings.HasSuffix $url.Path ".md" }}{{ with .PageInner.GetPage $url.Path }}{{ $to = printf "%s#%s" .RelPermalink $url.Fragment }}{{ else }}{{ errorf "no page %s" $url.Path }}{{ end }}{{ end }}<a href="{{ $to }}">{{ .Text }}</a>`;

function hugo(id, name, sideBar, omits, programs) {
  return {
    id,
    name,
    omits,
    program: path.join(programs ?? '', 'hugo'),
    version: ['version'],
    arguments: ['--quiet', '--noBuildLock'],
    clean: ['public', 'resources'],
    output: 'public',
    write(corpus, folder) {
      copy(corpus, path.join(folder, 'content'), (text) => text.replace('\norder: ', '\nweight: '));
      for (const section of foldersOf(pagesBelow(corpus))) {
        write(path.join(folder, 'content', section, '_index.md'), `---\ntitle: ${titleOf(section)}\n---\n`);
      }
      const layouts = {
        'baseof.html': HUGO_BASE(sideBar), 'single.html': HUGO_PAGE, 'list.html': HUGO_LIST, 'home.html': HUGO_LIST,
        '_partials/side-bar.html': HUGO_SIDE_BAR, '_markup/render-link.html': HUGO_LINK,
      };
      write(path.join(folder, 'hugo.toml'), HUGO_CONFIG);
      Object.entries(layouts).forEach(([file, text]) => write(path.join(folder, 'layouts', file), text));
    },
  };
}

/** Fingerpost first, then the others. */
export function generators({ FINGERPOST, PEERS }) {
  return [
    {
      id: 'fingerpost',
      name: 'Fingerpost',
      omits: 'nothing of what is compared',
      program: FINGERPOST,
      version: ['--version'],
      arguments: ['build', '--quiet', '--no-cache'],
      clean: ['public', '.fingerpost'],
      output: 'public',
      write: (corpus, folder) => copy(corpus, path.join(folder, 'content')),
    },
    hugo('hugo', 'Hugo', '{{ partial "side-bar.html" . }}', 'Search, checks of anchors and of text', PEERS),
    hugo('hugo-cached', 'Hugo, cached side bar', '{{ partialCached "side-bar.html" . .CurrentSection }}',
      'As above, and the mark of the current page', PEERS),
    {
      id: 'mdbook',
      name: 'mdBook',
      omits: 'Link checks, highlighting before the page is opened, descriptions, breadcrumbs',
      program: path.join(PEERS ?? '', 'mdbook'),
      version: ['--version'],
      arguments: ['build'],
      clean: ['book'],
      output: 'book',
      write(corpus, folder) {
        copy(corpus, path.join(folder, 'src'), (text, page) => relativeLinks(text, page)
          .replace(/^---\ntitle: (.*)\n[^]*?\n---\n/, '# $1\n'));
        const pages = pagesBelow(corpus);
        const entries = foldersOf(pages).map((name) => ({ at: `${name}/`, file: `${name}/index.md`, title: titleOf(name) }))
          .concat(pages.map((page) => ({ at: page, file: page, title: path.basename(page, '.md') })));
        entries.sort((a, b) => (a.at < b.at ? -1 : 1));
        const lines = entries.map(({ file, at, title }) => {
          const depth = at.replace(/\/$/, '').split('/').length - 1;
          if (file !== at) write(path.join(folder, 'src', file), `# ${title}\n`);
          return `${'  '.repeat(depth)}- [${title}](${file})`;
        });
        write(path.join(folder, 'src', 'SUMMARY.md'), `# Summary\n\n${lines.join('\n')}\n`);
        write(path.join(folder, 'book.toml'), '[book]\ntitle = "Library"\n');
      },
    },
    {
      id: 'zensical',
      name: 'Zensical',
      omits: 'Checks of text',
      program: path.join(PEERS ?? '', 'zensical'),
      version: ['--version'],
      arguments: ['build', '--clean'],
      clean: ['site', '.cache'],
      output: 'site',
      write(corpus, folder) {
        copy(corpus, path.join(folder, 'docs'), relativeLinks);
        for (const section of foldersOf(pagesBelow(corpus))) {
          write(path.join(folder, 'docs', section, 'index.md'), `---\ntitle: ${titleOf(section)}\n---\n`);
        }
        write(path.join(folder, 'docs', 'index.md'), '---\ntitle: Library\n---\n');
        const features = ['navigation.prune', 'navigation.path', 'navigation.indexes', 'navigation.footer'];
        write(path.join(folder, 'zensical.toml'),
          `[project]\nsite_name = "Library"\nsite_url = "https://docs.example/"\n[project.theme]\nfeatures = ${JSON.stringify(features)}\n`);
      },
    },
  ];
}
