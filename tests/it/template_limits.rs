//! Templates that would fill the memory or run for ever end with a finding at their place, and others are not changed by it.

#![cfg(unix)]

use std::process::{Command, Stdio};
use std::time::Instant;

use fingerpost::base::template_limits;
use fingerpost::base::template_limits::rewrite::Limited;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Value};

use crate::common::{Project, Ran, is_long, program, snapshot, tried};

/// A hostile template. Its last line is the one that a finding names, unless it names the line `at`.
struct Hostile {
    name: &'static str,
    text: String,
    at: Option<usize>,
}

fn hostile(name: &'static str, text: impl Into<String>) -> Hostile {
    Hostile { name, text: text.into(), at: None }
}

/// `line` so often, each in a line.
fn lines(line: &str, count: usize) -> String {
    format!("{line}\n").repeat(count)
}

/// A text of a million letters in `x`.
const MILLION: &str = "{% set x = 'x' * 1000000 %}\n";

/// A loop over a hundred thousand numbers.
fn looping(inner: &str) -> String {
    format!("{{% for i in range(100000) %}}{inner}{{% endfor %}}")
}

/// A value that each turn of a loop makes from the one before.
fn namespace(value: &str, inner: &str) -> String {
    format!("{{% set n = namespace(x={value}) %}}\n{}", looping(&format!("{{% set n.x = {inner} %}}")))
}

/// Texts and lists that are repeated.
fn products() -> Vec<Hostile> {
    vec![
        hostile("times", "{{ 'x' * 1000000000 }}"),
        hostile("times in parts", format!("{{{{ {} 'x' }}}}", "'x' * 90000000 ~ ".repeat(200))),
        hostile("a constant list", "{{ ([1] * 99999999)|length }}"),
        hostile("a constant tuple", "{{ ((1, 2) * 49999999)|length }}"),
        hostile("a tuple in a variable", "{% set t = (1, 2) %}\n{{ (t * 49999999)|length }}"),
        hostile("a tuple of zip", "{% for t in [1, 2]|zip([3, 4]) %}\n{{ (t * 49999999)|length }}{% endfor %}"),
        hostile("a list of one text", format!("{MILLION}{{{{ ([x] * 100000)|join }}}}")),
    ]
}

/// Values that are made of themselves.
fn doubled() -> Vec<Hostile> {
    vec![
        hostile(
            "one text after another, in one line",
            format!("{{% set x = 'xx' %}}\n{}", "{% set x = x ~ x %}".repeat(40)),
        ),
        hostile("plus", format!("{{% set x = 'xx' %}}\n{}", "{% set x = x + x %}".repeat(40))),
        hostile(
            "a map of itself",
            format!("{{% set x = {{'a': 1}} %}}\n{}", "{% set x = {'a': x, 'b': x} %}".repeat(40)),
        ),
        hostile("a list of itself", format!("{{% set x = [1] %}}\n{}{{{{ x }}}}", "{% set x = [x, x] %}".repeat(40))),
        hostile("a tuple of itself", format!("{{% set x = (1,) %}}\n{}", "{% set x = (x, x) %}".repeat(40))),
        hostile("a bare tuple of itself", format!("{{% set x = 1, 2 %}}\n{}", "{% set x = x, x %}".repeat(40))),
        hostile(
            "a dict of itself",
            format!("{{% set x = dict(a=1) %}}\n{}", "{% set x = dict(a=x, b=x) %}".repeat(40)),
        ),
        hostile("lists that are chained", format!("{{% set x = [1, 2] %}}\n{}", "{% set x = x|chain(x) %}".repeat(40))),
        hostile(
            "maps that are chained",
            format!("{{% set n = namespace(x={{'a': 1}}) %}}\n{}", looping("{% set n.x = n.x|chain({'b': n.x}) %}")),
        ),
        hostile(
            "a capture of itself",
            format!("{{% set x = 'xx' %}}\n{}", "{% set x %}{{ x }}{{ x }}{% endset %}".repeat(40)),
        ),
    ]
}

/// Filters whose result is much larger than their input.
fn filtered() -> Vec<Hostile> {
    vec![
        hostile(
            "a filter block",
            format!(
                "{{% set x = 'xx' %}}\n{}",
                "{% set x %}{% filter replace('x', x) %}{{ x }}{% endfilter %}{% endset %}".repeat(9)
            ),
        ),
        hostile("operators in a row", format!("{{{{ 1{} }}}}", "+1".repeat(100_000))),
        hostile("signs in a row", format!("{{{{ {}1 }}}}", "-".repeat(100_000))),
        hostile("attributes in a row", format!("{{{{ page{} }}}}", ".a".repeat(100_000))),
        hostile("filters in a row", format!("{{{{ 1{} }}}}", "|upper".repeat(100_000))),
        hostile("branches in a row", format!("{{% if 0 %}}{}{{% endif %}}", "{% elif 0 %}".repeat(100_000))),
        hostile("replace", format!("{MILLION}{{{{ x|replace('x', x) }}}}")),
        hostile("replace of nothing", format!("{MILLION}{{{{ x|replace('', x) }}}}")),
        hostile("replace by map", format!("{MILLION}{{{{ range(1000)|map('replace', '1', x)|list|length }}}}")),
        hostile("join", format!("{MILLION}{{{{ range(100000)|join(x) }}}}")),
        hostile("join by name", format!("{MILLION}{{{{ range(100000)|join(d=x) }}}}")),
        hostile("join of a text", format!("{MILLION}{{{{ x|join(x) }}}}")),
        hostile("indent", "{% set x = 'a\\n' * 100000 %}\n{{ x|indent(1000000) }}"),
        hostile("indent by name", "{{ 'a\nb'|indent(width=9999999999) }}"),
        hostile("format", "{{ '%999999999d'|format(1) }}"),
        hostile("format with a star", "{{ '%*d'|format(999999999, 1) }}"),
        hostile("format with many texts", format!("{MILLION}{{{{ ('%s' * 1000)|format(*([x] * 1000)) }}}}")),
        hostile("format with a precision", "{{ '%.999999999f'|format(1.5) }}"),
        hostile("batch", "{{ [1]|batch(999999999, 0)|length }}"),
        hostile("slice", "{{ [1]|slice(999999999, 0)|length }}"),
        hostile("tojson", "{{ [[[1]]]|tojson(indent=999999999) }}"),
        hostile("a sum of texts", format!("{MILLION}{{{{ (x|list)|sum(start='') }}}}")),
    ]
}

/// Macros, loops and values without end.
fn nested() -> Vec<Hostile> {
    vec![
        hostile("a macro that recurses", "{% macro m(x) %}{{ m(x ~ x) }}{% endmacro %}\n{{ m('xx') }}"),
        hostile(
            "a macro that recurses twice",
            "{% macro m(x) %}{{ x }}{{ m(x) }}{{ m(x) }}{% endmacro %}\n{{ m('xx') }}",
        ),
        hostile(
            "a caller that recurses",
            "{% macro m(x) %}{{ caller(x ~ x) }}{% endmacro %}\n{% call(y) m('xx') %}{{ m(y) }}{% endcall %}",
        ),
        hostile(
            "a loop that recurses",
            "{% set x = [1] %}\n{% for i in [[x, x], [x, x]] recursive %}{{ loop([i, i]) }}{% endfor %}",
        ),
        hostile("deep lists", namespace("1", "[n.x]")),
        hostile("deep maps", namespace("1", "{'a': n.x}")),
        hostile("deep namespaces", namespace("1", "namespace(x=n.x)")),
        hostile("a namespace in itself", namespace("1", "n")),
        hostile(
            "deep slices",
            format!("{{% set n = namespace(x=[1, 2]) %}}\n{}", looping(&looping("{% set n.x = n.x[0:] %}"))),
        ),
        hostile(
            "deep filters",
            format!("{{% set n = namespace(x=[1, 2]) %}}\n{}", looping(&looping("{% set n.x = n.x|reverse %}"))),
        ),
        hostile("deep zips", namespace("[1, 2]", "n.x|zip(n.x)")),
    ]
}

/// Loops that look at something large, or print it.
fn looped() -> Vec<Hostile> {
    vec![
        hostile(
            "a loop in a capture",
            format!("{{% set x %}}\n{}{{% endset %}}", looping(&looping("a text that is written very often"))),
        ),
        hostile(
            "raw text in a loop in a capture",
            format!(
                "{{% set x %}}\n{}{{% endset %}}",
                looping(&looping("{% raw %}a text that is {{ written }} very often{% endraw %}"))
            ),
        ),
        hostile(
            "texts that are cut and kept",
            format!("{MILLION}{}", looping(&format!("{{% set l = [{}] %}}", "x[1:],".repeat(40)))),
        ),
        hostile("a list that grows", namespace("[]", "n.x + ['abc']")),
        hostile("a text that grows", namespace("''", "n.x ~ 'abc'")),
        hostile(
            "texts that are compared",
            format!("{MILLION}{{% set y = 'x' * 1000000 %}}\n{}", looping("{% if x == y %}{% endif %}")),
        ),
        hostile(
            "texts that are compared by a test",
            format!("{MILLION}{{% set y = 'x' * 1000000 %}}\n{}", looping("{% if x is eq(y) %}{% endif %}")),
        ),
        hostile("a text that is searched", format!("{MILLION}{}", looping("{% if 'y' in x %}{% endif %}"))),
        hostile(
            "lists that are compared",
            format!("{{% set x = [1, 2, 3] * 100000 %}}\n{}", looping("{% if x == x[0:] or x < x %}{% endif %}")),
        ),
        hostile(
            "tests of many",
            format!("{{% set x = range(100000)|list %}}\n{}", "{{ x|select('in', x)|list|length }}"),
        ),
        hostile("a letter of a text", format!("{MILLION}{}", looping("{% if x[999999] == 'y' %}{% endif %}"))),
        hostile("the length of a text", format!("{MILLION}{}", looping("{{ x|length }}"))),
        hostile(
            "changes in a loop",
            format!("{MILLION}{{% set y = 'x' * 1000000 %}}\n{}", looping("{{ loop.changed(x) }}")),
        ),
        hostile("ranges", "{{ range(10 ** 9)|length }}"),
        hostile("loops in loops", looping(&looping(&looping("")))),
        hostile(
            "a namespace that is printed",
            format!("{MILLION}{{% set n = namespace(a=x, b=x, c=x, d=x) %}}\n{}", looping("{{ n }}")),
        ),
        hostile("a page that is printed", looping("{{ page }}{{ site }}{{ page|string }}")),
        hostile("large output", format!("{MILLION}{}", looping("{{ x }}"))),
    ]
}

/// Those whose place is not their last line.
fn with_lines() -> Vec<Hostile> {
    vec![
        Hostile {
            name: "one text after another",
            text: format!("{{% set x = 'xx' %}}\n{}", lines("{% set x = x ~ x %}", 40)),
            at: Some(24),
        },
        Hostile { name: "an include of itself", text: "\n{% include 'page.html' %}".to_owned(), at: Some(2) },
    ]
}

/// Runs the program with at most 3 GiB of address space, of which it reserves one and uses less.
fn run_in_little_memory(project: &Project) -> Ran {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 3145728 && exec \"$0\" build --no-cache --jobs 1"]);
    command.arg(program().get_program()).current_dir(project.folder.path()).stdin(Stdio::null());
    Ran::of(command.output().expect("there is a shell"))
}

#[track_caller]
fn ends_with_a_finding(project: &Project, file: &str, template: &Hostile) {
    let start = Instant::now();
    let ran = run_in_little_memory(project);
    let seconds = start.elapsed().as_secs();
    let text = format!("{}{}", ran.out, ran.err);
    let line = template.at.unwrap_or_else(|| template.text.lines().count());
    let has_place =
        text.contains(&format!("{file}:{line}:")) || template.at.is_none() && text.contains(&format!("{file}:"));
    assert!(ran.code == 1 && text.contains("template/") && has_place, "{}: {} {text}", template.name, ran.code);
    assert!(seconds < 60, "{}: {seconds} seconds", template.name);
    println!("{seconds:3} s  {}", template.name);
}

/// Some of them in each run, and all of them with `FAULTS`.
fn chosen() -> Vec<Hostile> {
    let step = if is_long() { 1 } else { 7 };
    let all = [with_lines(), looped(), nested(), filtered(), doubled(), products()];
    all.into_iter().flatten().step_by(step).collect()
}

#[test]
fn hostile_templates_of_a_theme_end_with_a_finding_at_their_place() {
    let templates = chosen();
    tried("Hostile templates of a theme", templates.len(), 10, 60);
    for template in templates {
        let project = Project::with(&[("content/a.md", "# Home\n"), ("templates/page.html", &template.text)]);
        ends_with_a_finding(&project, "templates/page.html", &template);
    }
}

#[test]
fn hostile_templates_of_a_page_end_with_a_finding_at_their_place() {
    let templates: Vec<_> = chosen().into_iter().filter(|template| !template.text.contains("site")).collect();
    tried("Hostile templates of a page", templates.len(), 10, 55);
    for mut template in templates {
        template.at = template.at.map(|at| at + 3);
        template.text.insert_str(0, "---\ntemplating: true\n---\n");
        let project = Project::with(&[("content/index.md", "# Home\n"), ("content/a.md", &template.text)]);
        if template.name == "an include of itself" {
            template.at = None;
        }
        ends_with_a_finding(&project, "content/a.md", &template);
    }
}

/// Pages that each take as much work as one may, more of them than a site may have.
fn site_beyond_the_limit(template: &str) -> Project {
    let project = Project::with(&[("content/index.md", "# Home\n"), ("templates/page.html", template)]);
    for page in 0..200 {
        project.write(&format!("content/{page:03}.md"), format!("# Page {page}\n").as_bytes());
    }
    project
}

/// A template that fails counts as all the work that a page may take, so this takes no time.
const AT_ONCE: &str = "{{ 'x' * 1000000000 }}";

#[test]
fn a_site_beyond_the_work_of_all_templates_ends_with_a_finding() {
    let mut templates = vec![AT_ONCE];
    if is_long() {
        templates.push("{% set x = 'x' * 1000000 %}\n<p>{% for i in range(15) %}{{ x }}{% endfor %}");
    }
    for template in templates {
        let project = site_beyond_the_limit(template);
        let ran = run_in_little_memory(&project);
        ran.ends(1).says("templates/page.html").says("the templates of this site take more than 2").lacks("panicked");
        assert_eq!(ran.err.matches("the templates of this site").count(), 1, "{}", ran.err);
        assert!(!project.path("public/index.html").exists(), "nothing is published");
    }
}

/// A template of the site's own turns the limits on for all templates: the pages stay the same.
#[test]
fn limits_change_no_page() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::new();
    for name in ["content", "fingerpost.toml"] {
        for entry in walkdir::WalkDir::new(root.join(name)).into_iter().map(|entry| entry.expect("it can be read")) {
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(root).expect("it is below").to_string_lossy().into_owned();
                project.write(&path, &std::fs::read(entry.path()).expect("it can be read"));
            }
        }
    }
    project.build().ends(0);
    let without = snapshot(&project.path("public"));
    project.write("templates/unused.html", b"{{ page.title ~ 1 }}");
    project.build().ends(0);
    let with = snapshot(&project.path("public"));
    let differing: Vec<&String> = with.keys().filter(|name| with.get(*name) != without.get(*name)).collect();
    let differing: Vec<&&String> =
        differing.iter().filter(|name| !name.ends_with("fingerpost-manifest.json")).collect();
    assert!(differing.is_empty() && with.len() == without.len() && with.len() > 100, "{differing:?}");
}

/// The list of all pages and the contents of a home page show more than one value of a template may hold.
#[test]
fn lists_of_all_pages_are_not_limited() {
    let project = Project::with(&[
        ("fingerpost.toml", "theme = \"folio\"\n[[defaults]]\nfiles = \"part/*\"\nvalues = { layout = \"bare\" }\n"),
        ("templates/bare.html", "<h1>{{ page.title }}</h1>"),
        ("content/index.md", "# Home\n"),
        ("content/part/index.md", "# Part\n"),
    ]);
    for page in 0..170 {
        let title = format!("# {page} {}\n", "word ".repeat(20_000));
        project.write(&format!("content/part/{page}/index.md"), title.as_bytes());
    }
    project.build().ends(0);
    for list in ["public/all-pages/index.html", "public/index.html"] {
        let size = std::fs::metadata(project.path(list)).expect("the list is written").len();
        assert!(size > 16 << 20, "{list}: {size} bytes");
    }
}

/// What templates usually do.
const USUAL: [&str; 14] = [
    "{% set n = namespace(all=[], count=0) %}{% for i in range(5000) %}{% set n.all = n.all + [i] %}{% set n.count = n.count + 1 %}{% endfor %}{{ n.all|length }} {{ n.count }} {{ (n.all|last) * 2 }}",
    "{{ 'a' ~ 1 ~ 'b' }} {{ ('ab' * 3)|upper|replace('A', 'c') }} {{ '<' ~ ('>'|safe) }} {{ [1] * 3 }}",
    "{% macro m(x, y=[1, 2][0]) %}<{{ x }}{{ y }}>{% endmacro %}{{ m('<b>') }}{{ m(x=(1, 2)[1]) ~ '-' }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set t = [3, 4], {'k': 'v'} %}{{ t[0][1] }}{{ t[1].k }}{{ t[1]['k'][0:1] }}",
    "{% if page.title == 'Home' and 'o' in page.title and page.title is eq('Home') and not page.nothing is defined %}yes{% endif %}",
    "{% for x in [1, 2, 3] if x is odd %}{{ loop.index }}{{ ',' if not loop.last }}{% else %}none{% endfor %}{{ (1, 2)|length }}",
    "{% filter upper %}a text of more than some letters{% endfilter %}{% set c %}<i>{{ '&' }}</i>{% endset %}{{ c }}{{ '%05.1f'|format(2.25) }}",
    "{% raw %}a long text with {{ braces }} that stays as it is{% endraw %}{{ [1, [2]]|tojson }}{{ {'a': 1}|items|list }}",
    "{% for x in [[1, [2]], [3]] recursive %}{{ x if x is number else loop(x) }}{% endfor %}{{ 'a-b'|split('-')|join('+') }}",
    "{{ 3 * 4 + 2 }} {{ -2 ** 2 }} {{ 'x' if 1 < 2 < 3 else 'y' }} {{ (1 + 2) * (3 + 4) }} {{ 'abc'[1] }} {{ [1, 2, 3][::-1]|join }}",
    "{% set x = {'list': [1, 2]} %}{{ x.list[0] ~ x['list'][1] }}{{ x.list|sum(start=1) }}{{ (x.list + x.list)|unique|list }}{{ dict(a=1, b=[2]).b }}",
    "  {%- for x in ['a', 'b'] %}\n   {% if x is not none -%}\n  text before a tag, with {{ x }}  \n {%- endif %}\n{% endfor %}  and a line behind it that is long\n",
    "{% macro row(x) %}{{ caller(x) }}{% endmacro %}{% call(y) row([1, 2]) %}{{ y|join('/') }}{% endcall %}{% with q = 1 + 2 %}{{ q }}{% endwith %}",
    "{{ 'a\nb'|indent(2, true) }}{{ [3, 1, 2]|sort(reverse=true) }}{{ ['b', 'A']|map('upper')|list }}{{ [{'k': 1}]|selectattr('k', 'eq', 1)|list }}{{ [1, 2, 3]|batch(2, 0)|list }}",
];

#[test]
fn usual_templates_are_not_changed_by_limits() {
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().expect("only white space rules are set");
    for text in USUAL {
        let render = |is_limited: bool| {
            let mut environment = Environment::new();
            environment.set_syntax(syntax.clone());
            let mut text = text.to_owned();
            if is_limited {
                template_limits::prepare(&mut environment);
                environment.set_formatter(template_limits::format);
                text = Limited::of(&text, &syntax).text;
            }
            let page = Value::from_pairs([("title", "Home")]);
            environment
                .render_named_str("page.html", &text, Value::from_pairs([("page", page)]))
                .map_err(|error| format!("{error:?}"))
        };
        let plain = render(false);
        assert!(plain.is_ok(), "{text}: {plain:?}");
        assert_eq!(render(true), plain, "{text}");
    }
}
